package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.PollingThread;
import io.ranvier.lane.SourceRange;
import io.ranvier.lane.Status;
import io.ranvier.lane.ThreadOwner;
import io.ranvier.metadata.Metadata;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.ExclusiveRingWriter;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingWriter;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import java.lang.foreign.MemorySegment;

/**
 * The sending end of a channel. Owns it until closed.
 *
 * <p>Items arrive whole and in the order in which they were sent. At most as many are on their way,
 * or not yet taken, as the receiver has granted.
 *
 * <p>Threads: the first that uses it. A send costs no locked instruction and allocates nothing.
 *
 * <p>Memory order: sending happens-before the handler's call on the other side.
 */
public final class Tx implements AutoCloseable {
  private static final long MOST_GRANTED = Integer.MAX_VALUE;

  private final ChannelBlock block;
  private final MemorySegment segment;
  private final long base;
  private final ExclusiveRingWriter ring;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private final Waiter waiter;
  private final ThreadOwner owner = new ThreadOwner("channel", true);
  private final Ready room = this::mayHaveRoom;
  private Metadata resetMetadata = Metadata.empty();
  private int wantedBytes;
  private long sent;
  private long granted;
  private boolean reset;
  private boolean closed;

  Tx(ChannelBlock block, long generation, OutboundLane lane, LaneEnd end, Waiting waiting) {
    this.block = block;
    this.segment = block.memory().segment();
    this.base = block.memory().base();
    this.ring = new ExclusiveRingWriter(block.memory().ring(generation));
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
    this.waiter = new Waiter(waiting);
  }

  /** Returns the longest item, in bytes. */
  public int maxItemBytes() {
    return ring.maxInlineBytes();
  }

  /**
   * Copies an item and sends it, without waiting.
   *
   * @param source on or off the heap
   * @return the item's number, from 0; or a {@link Status}: NO_CREDIT, BACK_PRESSURED when the ring
   *     is full, RESET when the receiver takes no more, or why the connection has ended
   * @throws RanvierException PAYLOAD_TOO_LARGE, INVALID_ARGUMENT when the length is negative,
   *     WRONG_THREAD, WRONG_STATE when closed
   */
  public long trySend(MemorySegment source, long offset, int length) {
    owner.check();
    SourceRange.check(source, offset, length);
    if (length > ring.maxInlineBytes()) {
      throw tooLarge(length);
    }
    try {
      long refused = refusal();
      if (refused != 0) {
        return refused;
      }
      long descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
      return settled(ring.write(descriptor, 0, 0, source, offset));
    } catch (IllegalStateException e) {
      return lost.status(e);
    } catch (InternalError e) {
      return lost.status(e);
    }
  }

  /** Like the other, with the whole of a view as item. */
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
    return Status.isBackPressure(status) ? sendLater(source, offset, length, timeoutNs) : status;
  }

  /** Returns how many items may be sent now, as far as credit goes. */
  public long credit() {
    owner.check();
    try {
      long refused = refusal();
      return refused == 0 ? refreshed() - sent : 0;
    } catch (IllegalStateException e) {
      boolean ignored = lost.or(e);
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
    return 0;
  }

  /** Returns what the receiver's reset carried; empty if it has not reset the channel. */
  public Metadata resetMetadata() {
    return resetMetadata;
  }

  /** Ends the channel: the receiver takes what was sent, then sees the end. Idempotent. */
  @Override
  public void close() {
    close(Metadata.empty());
  }

  /**
   * Ends the channel with a last word.
   *
   * @throws RanvierException LIMIT_EXCEEDED when it is more than {@link
   *     ChannelLayout#METADATA_BYTES}; WRONG_THREAD when another thread sends on the channel
   */
  public void close(Metadata metadata) {
    if (closed) {
      return;
    }
    owner.check();
    try {
      lookForReset();
      block.endSending(ring.position(), metadata);
    } catch (IllegalStateException e) {
      boolean ignored = lost.or(e);
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
    closed = true;
    boolean ignored = owner.release();
  }

  /** The peer will never learn of the channel. */
  void forget() {
    if (!closed) {
      closed = true;
      boolean ignored = owner.release();
      block.forget();
    }
  }

  private long sendLater(MemorySegment source, long offset, int length, long timeoutNs) {
    PollingThread.refuseWait("room in a channel", "use trySend, or serve on an executor");
    wantedBytes = length;
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    long status = Status.NO_CREDIT;
    while (Status.isBackPressure(status) && leftNs > 0) {
      boolean ignored = waiter.await(room, block.sleeper(), leftNs);
      status = trySend(source, offset, length);
      leftNs = timeoutNs - (System.nanoTime() - startNs);
    }
    return Status.isBackPressure(status) ? Status.TIMED_OUT : status;
  }

  private boolean mayHaveRoom() {
    try {
      long refused = refusal();
      return refused == 0 ? ring.hasRoom(wantedBytes) : refused != Status.NO_CREDIT;
    } catch (IllegalStateException e) {
      return !lost.or(e);
    } catch (InternalError e) {
      return !lost.or(e);
    }
  }

  /** Returns why nothing can be sent now, or 0. */
  private long refusal() {
    long ended = end.statusOpaque();
    if (ended != 0) {
      return ended;
    }
    if (reset || ChannelLayout.overOpaque(segment, base) != 0) {
      return overStatus();
    }
    return sent < granted || sent < refreshed() ? 0 : Status.NO_CREDIT;
  }

  private long refreshed() {
    // HB channel.credit: the receiver's last look at items before the credit for more.
    long now = ChannelLayout.grantedAcquire(segment, base);
    if (now < granted || now - sent > MOST_GRANTED) {
      lane.refusePeer(
          "channel refused: granted=%d, before=%d, sent=%d".formatted(now, granted, sent));
      return granted;
    }
    granted = now;
    return now;
  }

  private long overStatus() {
    lookForReset();
    return reset ? Status.RESET : end.status();
  }

  private void lookForReset() {
    if (reset) {
      return;
    }
    // HB channel.over: the receiver's last look at the block before its end.
    int over = ChannelLayout.overAcquire(segment, base);
    if (over == ChannelLayout.RESET) {
      resetMetadata = block.overMetadata();
      reset = true;
    } else if (over != 0) {
      lane.refusePeer("channel refused: over=%d, and the sender has not ended".formatted(over));
    }
  }

  private long settled(long cell) {
    if (cell >= 0) {
      ring();
      return sent++;
    }
    if (cell == RingWriter.FULL) {
      return Status.BACK_PRESSURED;
    }
    lane.refusePeer("channel refused: the receiver's position is impossible");
    return Status.PROTOCOL_ERROR;
  }

  /** Wakes the receiver. What was published stays so, also if the connection ends meanwhile. */
  private void ring() {
    try {
      block.ringer().ringIfWanted();
    } catch (IllegalStateException e) {
      boolean ignored = lost.or(e);
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  private RanvierException tooLarge(int length) {
    return new RanvierException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "cannot send item: lengthBytes=%d, limitBytes=%d; send it in parts or raise "
                .formatted(length, maxItemBytes())
            + "ChannelOptions.ringCells");
  }
}
