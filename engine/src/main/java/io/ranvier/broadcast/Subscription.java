package io.ranvier.broadcast;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.Position;
import io.ranvier.channel.PositionWatch;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.PollingThread;
import io.ranvier.lane.Status;
import io.ranvier.lane.ThreadOwner;
import io.ranvier.memory.Faults;
import io.ranvier.ring.BroadcastReader;
import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The receiving end of a broadcast, in one process. Owns its mapping and its position.
 *
 * <p>Where the sender may write over items that are being read, each is copied, looked at again,
 * and handed over only if it was whole; else it counts as missed.
 *
 * <p>Threads: the first that polls; {@link #close} too. Taking an item allocates nothing.
 */
public final class Subscription implements AutoCloseable {
  /** In one poll: a sender that comes round all the time is not to keep the thread here. */
  private static final int MOST_OVERRUNS = 16;

  private final BroadcastFile file;
  private final BroadcastReader reader;
  private final Position position;
  private final SlowReceiver policy;
  private final int storeAfter;
  private final Waiter waiter;
  private final ThreadOwner owner = new ThreadOwner("subscription", true);
  private final SegmentBuffer item = new SegmentBuffer();
  private final Ready anything = this::mayHaveNext;
  private final Ready anythingForSure = this::hasNext;
  private final SleepingPlace place = this::sleep;
  private MemorySegment copy;
  private long stored;
  private long expected;
  private long missed;
  private int last;
  private boolean polling;
  private boolean closed;

  Subscription(BroadcastFile file, SubscribeReply reply, Position position, Waiting waiting) {
    this.file = file;
    this.reader =
        new BroadcastReader(file.segment(), reply.ringCells(), reply.key(), reply.start());
    this.position = position;
    this.policy = reply.policy();
    this.storeAfter = reply.ringCells() >> 2;
    this.copy =
        policy == SlowReceiver.WAIT
            ? MemorySegment.NULL
            : Arena.ofAuto().allocate(reader.maxItemBytes(), 8);
    this.waiter = new Waiter(waiting);
    this.stored = reply.start();
    this.expected = reply.number();
  }

  /**
   * Hands waiting items to the handler, without waiting for more.
   *
   * @param limit the most items to take; with 0 or less none is taken
   * @return how many were taken; or, when there were none, a {@link Status}: END when the sender
   *     has closed the broadcast and all was taken, EVICTED when the sender has given this receiver
   *     up, PROTOCOL_ERROR when what stands in the file is no broadcast (any more), or why the
   *     connection has ended; 0 when more may come
   * @throws RanvierException WRONG_THREAD; WRONG_STATE when closed, or when a handler polls
   */
  public int poll(BroadcastHandler handler, int limit) {
    owner.check();
    if (polling) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot poll: a handler must not poll its own subscription");
    }
    if (last != 0) {
      return last;
    }
    if (limit < 1) {
      return 0;
    }
    polling = true;
    try {
      int handled = take(handler, limit);
      return Faults.checked(handled != 0 ? handled : rest(handler, limit));
    } catch (InternalError e) {
      return lost(e);
    } finally {
      polling = false;
      item.release();
    }
  }

  /**
   * Hands waiting items to the handler; waits for the first as the connection's {@code Waiting}
   * says.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return as {@link #poll}; 0 when the time ran out
   * @throws RanvierException as {@link #poll}; INTERRUPTED
   */
  public int receive(BroadcastHandler handler, int limit, long timeoutNs) {
    int handled = poll(handler, limit);
    if (handled != 0 || timeoutNs <= 0 || limit < 1) {
      return handled;
    }
    PollingThread.refuseWait("items of a broadcast", "use poll, or another thread");
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    try {
      while (handled == 0 && leftNs > 0 && waiter.await(anything, place, leftNs)) {
        handled = poll(handler, limit);
        leftNs = timeoutNs - (System.nanoTime() - startNs);
      }
      Faults.check();
    } catch (InternalError e) {
      return lost(e);
    }
    return handled;
  }

  /** Returns how many items were missed, in all. */
  public long missed() {
    return missed;
  }

  /** Gives the subscription up: the sender waits for it no more. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    owner.check();
    Faults.absorb();
    closed = true;
    position.close();
    file.close();
    boolean ignored = owner.release();
  }

  private int take(BroadcastHandler handler, int limit) {
    int handled = 0;
    int overruns = 0;
    while (handled < limit && overruns < MOST_OVERRUNS && !closed) {
      int found = reader.next();
      if (found == BroadcastReader.ITEM) {
        found = show();
      }
      if (found == BroadcastReader.NONE) {
        break;
      }
      if (found == BroadcastReader.ITEM) {
        handled++;
        hand(handler);
      } else if (catchUp(found)) {
        overruns++;
      } else {
        return handled > 0 ? handled : last;
      }
    }
    return handled;
  }

  /** Shows the item that was found, or a copy of it. */
  private int show() {
    long offset = reader.payloadOffset();
    int length = reader.length();
    if (reader.number() < expected || reader.number() > expected && !mayMiss()) {
      return BroadcastReader.CORRUPT;
    }
    if (policy == SlowReceiver.WAIT && position.endStatus() == 0) {
      item.wrap(file.segment(), offset, length);
      return BroadcastReader.ITEM;
    }
    if (copy.byteSize() == 0) {
      // The connection has ended: the sender waits no more.
      copy = Arena.ofAuto().allocate(reader.maxItemBytes(), 8);
    }
    MemorySegment.copy(file.segment(), offset, copy, 0, length);
    if (!reader.isWhole()) {
      return BroadcastReader.OVERRUN;
    }
    item.wrap(copy, 0, length);
    return BroadcastReader.ITEM;
  }

  /** Hands the item over; it counts as taken whatever the handler throws. */
  private void hand(BroadcastHandler handler) {
    long number = reader.number();
    long gap = expected < 0 ? 0 : number - expected;
    expected = number + 1;
    reader.consume();
    if (gap > 0) {
      missed += gap;
      handler.onMissed(gap);
    }
    handler.onItem(number, item);
    // Not before the handler has read it: the sender may write over what is told as read.
    if (reader.position() - stored >= storeAfter) {
      store();
    }
  }

  private boolean mayMiss() {
    return expected < 0 || policy == SlowReceiver.LOSE;
  }

  /** After an overrun goes on with the last item, if that is the policy; false if it is the end. */
  private boolean catchUp(int found) {
    if (found == BroadcastReader.OVERRUN) {
      if (policy == SlowReceiver.LOSE && reader.catchUp()) {
        return true;
      }
      if (position.ended() == PositionWatch.EVICTED) {
        return end(Status.EVICTED);
      }
      long connectionEnded = position.endStatus();
      if (connectionEnded != 0) {
        return end(connectionEnded);
      }
    }
    position.refusePeer(
        "broadcast refused: position=%d, expected item=%d".formatted(reader.position(), expected));
    return end(Status.PROTOCOL_ERROR);
  }

  /** Nothing was there: tells how far it has read, and looks whether it is the end. */
  private int rest(BroadcastHandler handler, int limit) {
    if (last != 0) {
      return last;
    }
    store();
    long connectionEnded = position.endStatus();
    long ended = position.ended();
    if (ended == 0 && connectionEnded == 0) {
      return 0;
    }
    if (ended == PositionWatch.EVICTED) {
      boolean ignored = end(Status.EVICTED);
      return last;
    }
    // Once more: who ends has published all items before.
    reader.lookClosely();
    int handled = take(handler, limit);
    if (handled != 0) {
      return handled;
    }
    if (ended != 0 && ended - 1 != reader.position()) {
      boolean ignored = catchUp(BroadcastReader.CORRUPT);
    } else {
      boolean ignored = end(ended != 0 ? Status.END : connectionEnded);
    }
    return last;
  }

  /** Why nothing can be read any more, if somebody has cut the file, or the region, short. */
  private int lost(InternalError failure) {
    boolean ignored = end(file.isIntact() ? position.lost(failure) : Status.PROTOCOL_ERROR);
    return last;
  }

  private boolean end(long status) {
    last = (int) status;
    position.close();
    return false;
  }

  private void store() {
    // Who has closed in a handler has given the block away.
    if (!closed && stored != reader.position()) {
      stored = reader.position();
      position.store(stored);
    }
  }

  private void sleep(Ready ignored, long sleepNs) {
    position.sleeper().sleep(anythingForSure, sleepNs);
  }

  private boolean mayHaveNext() {
    try {
      return Faults.checked(reader.mayHaveNext() || isOver());
    } catch (InternalError e) {
      return true;
    }
  }

  private boolean hasNext() {
    try {
      return Faults.checked(reader.hasNext() || isOver());
    } catch (InternalError e) {
      // The file was cut short; the poll that follows says so.
      return true;
    }
  }

  private boolean isOver() {
    return position.ended() != 0 || position.endStatus() != 0;
  }
}
