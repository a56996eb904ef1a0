package io.ranvier.counter;

/**
 * Everything the engine counts: one place for id, unit and meaning.
 *
 * <p>The id of a counter is part of the file format: ids are never reused for another meaning.
 */
public enum Counter {
  FRAMES_RECEIVED(Writer.POLLER, 0, "frames", "Frames handed to this side's handlers."),
  BYTES_RECEIVED(Writer.POLLER, 1, "bytes", "Payload bytes of the frames handed to handlers."),
  PARKS(Writer.POLLER, 2, "sleeps", "Times the polling thread went to sleep for want of frames."),
  HANDLER_FAILURES(Writer.POLLER, 3, "messages", "Frames and calls whose handler threw."),
  REFUSED_REFERENCES(
      Writer.POLLER, 4, "references", "Payload references refused: stale, out of range or held."),

  RING_FULL(Writer.SENDERS, 0, "refusals", "Sends refused because the ring had no free cells."),
  PAYLOAD_EXHAUSTED(
      Writer.SENDERS, 1, "refusals", "Claims refused because no payload slot was free."),
  SENDER_PARKS(
      Writer.SENDERS,
      2,
      "sleeps",
      "Times a thread went to sleep for want of space, or of a reply."),
  WAKES(Writer.SENDERS, 3, "wakes", "Wake-ups sent to the peer by a system call."),
  REFUSED_RETURNS(
      Writer.SENDERS, 4, "slots", "Payload slots the peer gave back without holding them."),
  REFUSED_REPLIES(
      Writer.SENDERS, 5, "replies", "Answers dropped: their call was over or answered already."),
  REPLIES_WITHOUT_ROOM(
      Writer.SENDERS, 6, "replies", "Answers given up: no payload slot became free in time."),

  EXTENTS_ADDED(Writer.HOUSEKEEPER, 0, "extents", "Slot arrays added to the live connection."),
  EXTENTS_RETIRED(Writer.HOUSEKEEPER, 1, "extents", "Idle slot arrays given back to the system."),
  EXTENTS_REFUSED(
      Writer.HOUSEKEEPER, 2, "extents", "Slot arrays refused: over the quota, or no space left."),

  CONNECTIONS_ACCEPTED(Writer.SERVER, 0, "connections", "Connections that reached the open state."),
  CONNECTIONS_REJECTED(Writer.SERVER, 1, "connections", "Connections refused in the handshake."),
  CONNECTIONS_CLOSED(Writer.SERVER, 2, "connections", "Connections that ended in good order."),
  PEERS_DIED(Writer.SERVER, 3, "connections", "Connections whose client ended without closing."),
  PROTOCOL_ERRORS(
      Writer.SERVER, 4, "connections", "Connections ended because the client broke the protocol.");

  /** Who writes a counter; each kind has a line of its own in a block. */
  public enum Writer {
    /** The receiving side: its polling thread by plain stores, and all by atomic adds. */
    POLLER,
    /** Any thread that sends, answers or waits; atomic add, and only on the slow path. */
    SENDERS,
    /** Whoever adds memory to a connection, mostly the housekeeper and the janitor; atomic add. */
    HOUSEKEEPER,
    /** The server of an endpoint; stands in the control file, not in a region. */
    SERVER
  }

  /** Counters of one kind of writer that a block has room for. */
  public static final int PER_WRITER = 16;

  private final Writer writer;
  private final int id;
  private final String unit;
  private final String meaning;

  Counter(Writer writer, int slot, String unit, String meaning) {
    this.writer = writer;
    this.id = writer.ordinal() * PER_WRITER + slot;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** Returns the stable number of this counter: its index in a block of longs. */
  public int id() {
    return id;
  }

  public Writer writer() {
    return writer;
  }

  public String unit() {
    return unit;
  }

  /** Returns one sentence for the operator. */
  public String meaning() {
    return meaning;
  }
}
