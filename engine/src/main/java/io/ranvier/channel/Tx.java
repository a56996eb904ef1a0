package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.PollingThread;
import io.ranvier.lane.SourceRange;
import io.ranvier.lane.Status;
import io.ranvier.lane.ThreadOwner;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * The sending end of a channel. Owns it until closed.
 *
 * <p>Items arrive whole and in the order in which they were sent. At most as many are on their way,
 * or not yet taken, as the receiver has granted.
 *
 * <pre>
 * if (tx.tryClaim(16) &gt;= 0) {           // or trySend, which copies
 *   tx.item().putLong(0, price);        // written where the receiver reads it
 *   tx.publish();
 * }
 * </pre>
 *
 * <p>Threads: the first that uses it. A send costs no locked instruction and allocates nothing,
 * unless the item is so large that it takes a payload slot.
 *
 * <p>Memory order: publishing happens-before the handler's call on the other side.
 *
 * <p>Methods that return a long answer 0 or more when they succeeded, else a {@link Status}:
 * NO_CREDIT; BACK_PRESSURED when the ring is full; NO_PAYLOAD_SLOT; RESET when the receiver takes
 * no more; or why the connection has ended.
 */
public final class Tx implements AutoCloseable {
  private final ChannelBlock block;
  private final ItemWriter writer;
  private final HeldCredit credit;
  private final ResetWatch resets;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private final Waiter waiter;
  private final ThreadOwner owner = new ThreadOwner("channel", true);
  private final Ready room = this::mayHaveRoom;
  private int wantedBytes;
  private boolean closed;

  Tx(
      ChannelBlock block,
      long generation,
      int maxPayloadBytes,
      OutboundLane lane,
      LaneEnd end,
      Waiting waiting) {
    this.block = block;
    this.writer = new ItemWriter(block, generation, maxPayloadBytes, lane);
    this.credit = new HeldCredit(block.memory(), lane);
    this.resets = new ResetWatch(block, lane);
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
    this.waiter = new Waiter(waiting);
  }

  public int maxItemBytes() {
    return writer.maxItemBytes();
  }

  /**
   * Copies an item and sends it, without waiting.
   *
   * @param source on or off the heap
   * @return the item's number, from 0
   * @throws RanvierException PAYLOAD_TOO_LARGE; INVALID_ARGUMENT when the length is negative;
   *     LIMIT_EXCEEDED when no payload slot can be had; WRONG_THREAD; WRONG_STATE when closed, or
   *     while an item is claimed
   */
  public long trySend(MemorySegment source, long offset, int length) {
    owner.check();
    SourceRange.check(source, offset, length);
    try {
      long status = refusal();
      return Faults.checked(status != 0 ? status : sent(writer.write(source, offset, length)));
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  public long trySend(SegmentBuffer item) {
    return trySend(item.segment(), item.segmentOffset(), item.capacity());
  }

  /**
   * Copies an item and sends it; waits for credit and room as the connection's {@code Waiting}
   * says.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return as {@link #trySend(MemorySegment, long, int)}, or {@link Status#TIMED_OUT}
   * @throws RanvierException also WRONG_STATE when a handler on the polling thread would wait;
   *     INTERRUPTED
   */
  public long send(MemorySegment source, long offset, int length, long timeoutNs) {
    long status = trySend(source, offset, length);
    if (!Status.isBackPressure(status)) {
      return status;
    }
    long waited = awaitRoom(length, timeoutNs);
    return waited == 0 ? trySend(source, offset, length) : waited;
  }

  /**
   * Claims memory for an item of that length, without waiting; then write {@link #item} and {@link
   * #publish}.
   *
   * @return 0, or a {@link Status}
   * @throws RanvierException as {@link #trySend(MemorySegment, long, int)}
   */
  public long tryClaim(int length) {
    owner.check();
    SourceRange.checkLength(length);
    try {
      long status = refusal();
      return Faults.checked(status != 0 ? status : settled(writer.claim(length)));
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  /**
   * Like {@link #tryClaim}, and waits for credit and room.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return 0, a {@link Status}, or {@link Status#TIMED_OUT}
   * @throws RanvierException as {@link #send}
   */
  public long claim(int length, long timeoutNs) {
    long status = tryClaim(length);
    if (!Status.isBackPressure(status)) {
      return status;
    }
    long waited = awaitRoom(length, timeoutNs);
    return waited == 0 ? tryClaim(length) : waited;
  }

  /** Returns the memory to write the claimed item into; dead while nothing is claimed. */
  public SegmentBuffer item() {
    return writer.item();
  }

  /**
   * Sends what was claimed. A reset since the claim is told by the next send, as one just after
   * this would be.
   *
   * @return the item's number; or why the connection has ended: the claim is given up
   * @throws RanvierException WRONG_STATE when nothing is claimed; WRONG_THREAD
   */
  public long publish() {
    owner.check();
    writer.refuseUnlessClaimed();
    try {
      long ended = end.statusOpaque();
      if (ended != 0) {
        writer.abort();
        return Faults.checked(ended);
      }
      return Faults.checked(sent(writer.publish()));
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  /** Gives up what was claimed; nothing is sent. Does nothing when nothing is claimed. */
  public void abort() {
    owner.check();
    writer.abort();
  }

  /** Returns how many items may be sent now, as far as credit goes. */
  public long credit() {
    owner.check();
    try {
      return Faults.checked(end.isEnded() || resets.isOver() ? 0 : credit.left());
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    return 0;
  }

  /**
   * Makes a subscriber that owns the channel from then on: it sends what it is given, waiting for
   * credit on the publisher's thread, and closes the channel at the end.
   *
   * @param lengthOf tells an item's length in bytes; the writer writes it where it is read
   */
  public <T> Flow.Subscriber<T> asSubscriber(
      ToIntFunction<? super T> lengthOf, BiConsumer<? super T, ? super SegmentBuffer> writer) {
    return new TxSubscriber<>(this, lengthOf, writer);
  }

  /** Lets another thread send from now on; called by the one that did, or before the first. */
  public void letGo() {
    owner.letGo();
  }

  /** Returns what the receiver's reset carried; empty if it has not reset the channel. */
  public Metadata resetMetadata() {
    return resets.metadata();
  }

  /** Ends the channel: the receiver takes what was sent, then sees the end. Idempotent. */
  @Override
  public void close() {
    close(Metadata.empty());
  }

  /**
   * Ends the channel with a last word. What is claimed is given up.
   *
   * @throws RanvierException LIMIT_EXCEEDED when it is more than {@link
   *     ChannelLayout#METADATA_BYTES} or than the peer takes; WRONG_THREAD when another thread
   *     sends on the channel
   */
  public void close(Metadata metadata) {
    if (closed) {
      return;
    }
    owner.check();
    block.checkMetadata(metadata);
    lost.guard(() -> endSending(metadata));
    closed = true;
    boolean released = owner.release();
  }

  /** The peer will never learn of the channel. Any thread: who sends meanwhile finds it reset. */
  void forget() {
    lost.guard(() -> {
      block.endForPeer();
      if (owner.releaseIfUnused()) {
        closed = true;
        endSending(Metadata.empty());
      }
    });
  }

  private void endSending(Metadata metadata) {
    boolean ignored = resets.isReset();
    writer.close();
    block.endSending(writer.position(), metadata, end);
  }

  /** Waits until an item of that length can be sent: 0, TIMED_OUT, or why it never can. */
  private long awaitRoom(int length, long timeoutNs) {
    PollingThread.refuseWait("room in a channel", "use trySend, or serve on an executor");
    wantedBytes = length;
    try {
      return Faults.checked(waiter.await(room, block.sleeper(), timeoutNs) ? 0 : Status.TIMED_OUT);
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  private boolean mayHaveRoom() {
    try {
      long refused = refusal();
      return Faults.checked(
          refused == 0 ? writer.hasRoom(wantedBytes) : refused != Status.NO_CREDIT);
    } catch (IllegalStateException | InternalError e) {
      return !lost.or(e);
    }
  }

  /** Returns why nothing can be sent now, or 0. */
  private long refusal() {
    long ended = end.statusOpaque();
    if (ended != 0) {
      return ended;
    }
    if (resets.isOver()) {
      return resets.isReset() ? Status.RESET : end.status();
    }
    return credit.isLeft() ? 0 : Status.NO_CREDIT;
  }

  private long sent(long written) {
    if (written < 0) {
      return settled(written);
    }
    long number = Faults.checked(end.unlessEnded(credit.use()));
    ring();
    return number;
  }

  private long settled(long status) {
    if (status == Status.PROTOCOL_ERROR) {
      lane.refusePeer("channel refused: the receiver's position is impossible");
    }
    return status;
  }

  /** Wakes the receiver. What was published stays so, also if the connection ends meanwhile. */
  private void ring() {
    try {
      block.ringer().ringIfWanted();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }
}
