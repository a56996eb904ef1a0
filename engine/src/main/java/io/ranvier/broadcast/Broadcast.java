package io.ranvier.broadcast;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.PositionWatch;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.PollingThread;
import io.ranvier.lane.SourceRange;
import io.ranvier.lane.Status;
import io.ranvier.lane.ThreadOwner;
import io.ranvier.memory.Faults;
import io.ranvier.ring.BroadcastWriter;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Waiter;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sending end of a broadcast. Owns its file until closed.
 *
 * <pre>
 * Broadcast book = server.broadcast("book", BroadcastOptions.defaults());
 * if (book.tryClaim(16) &gt;= 0) {         // or trySend, which copies
 *   book.item().putLong(0, price);
 *   book.publish();
 * }
 * </pre>
 *
 * <p>Threads: the first that sends, {@link #close} too; any while nobody has sent. Sending
 * allocates nothing and makes no system call while nobody sleeps.
 *
 * <p>Memory order: publishing happens-before the handler's call in each receiver.
 *
 * <p>Methods that return a long answer 0 or more, or a {@link Status}: BACK_PRESSURED when a
 * receiver that is waited for is too far behind; CLOSED when the server was closed by another
 * thread, PROTOCOL_ERROR when somebody cut the file short: receivers may or may not get the item.
 */
public final class Broadcast implements AutoCloseable {
  private static final long NO_WORD = 0;

  private final String name;
  private final BroadcastFile file;
  private final BroadcastWriter writer;
  private final Subscribers subscribers;
  private final SubscriberRoom room;
  private final Runnable onClose;
  private final Waiter waiter;
  private final ThreadOwner owner = new ThreadOwner("broadcast", true);
  private final SegmentBuffer item = new SegmentBuffer();
  private final AtomicLong endStatus = new AtomicLong();
  private final Ready ready = this::hasRoom;
  private final SubscriberDoorbells doorbells;
  private int wantedBytes;

  Broadcast(String name, BroadcastFile file, long key, BroadcastOptions options, Runnable onClose) {
    this.name = name;
    this.file = file;
    this.writer = new BroadcastWriter(file.segment(), options.ringCells(), key);
    this.subscribers = new Subscribers();
    this.room = new SubscriberRoom(writer, subscribers, options);
    this.onClose = onClose;
    this.waiter = new Waiter(options.waiting());
    this.doorbells = new SubscriberDoorbells(subscribers);
  }

  public String name() {
    return name;
  }

  /** Returns the longest item, in bytes. */
  public int maxItemBytes() {
    return writer.maxItemBytes();
  }

  /** Counts the receivers; those that have gone may still count until something is sent. */
  public int subscriberCount() {
    return subscribers.all().length;
  }

  /**
   * Copies an item and sends it, without waiting.
   *
   * @return the item's number, from 0, or a {@link Status}
   * @throws RanvierException PAYLOAD_TOO_LARGE, INVALID_ARGUMENT, WRONG_THREAD, WRONG_STATE when
   *     closed, or while an item is claimed
   */
  public long trySend(MemorySegment source, long offset, int length) {
    SourceRange.check(source, offset, length);
    check(length);
    try {
      long status = refusal(length);
      if (status != 0) {
        return Faults.checked(status);
      }
      return Faults.checked(sent(writer.write(source, offset, length)));
    } catch (IllegalStateException | InternalError e) {
      return lost(e);
    }
  }

  /**
   * Copies an item and sends it; waits for receivers as the options say.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return as {@link #trySend}, or {@link Status#TIMED_OUT}
   * @throws RanvierException also WRONG_STATE when a handler on the polling thread would wait;
   *     INTERRUPTED
   */
  public long send(MemorySegment source, long offset, int length, long timeoutNs) {
    long status = trySend(source, offset, length);
    if (status != Status.BACK_PRESSURED) {
      return status;
    }
    return awaitRoom(length, timeoutNs) ? trySend(source, offset, length) : Status.TIMED_OUT;
  }

  /**
   * Claims memory for an item, without waiting; then write {@link #item} and {@link #publish}.
   *
   * @return 0, or a {@link Status}
   * @throws RanvierException as {@link #trySend}
   */
  public long tryClaim(int length) {
    SourceRange.checkLength(length);
    check(length);
    try {
      long status = refusal(length);
      if (status == 0) {
        item.wrap(file.segment(), writer.claim(length), length);
      }
      return Faults.checked(status);
    } catch (IllegalStateException | InternalError e) {
      return lost(e);
    }
  }

  /** Like {@link #tryClaim}, and waits for receivers; as {@link #send}. */
  public long claim(int length, long timeoutNs) {
    long status = tryClaim(length);
    if (status != Status.BACK_PRESSURED) {
      return status;
    }
    return awaitRoom(length, timeoutNs) ? tryClaim(length) : Status.TIMED_OUT;
  }

  /** Returns the memory to write the claimed item into; dead while nothing is claimed. */
  public SegmentBuffer item() {
    return item;
  }

  /**
   * Sends what was claimed.
   *
   * @return the item's number, or a {@link Status}: the claim is given up
   * @throws RanvierException WRONG_STATE when nothing is claimed; WRONG_THREAD
   */
  public long publish() {
    owner.check();
    if (!item.isLive()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot publish item: nothing is claimed; claim memory first");
    }
    int length = item.capacity();
    item.release();
    try {
      long status = endStatus.get();
      if (status != 0) {
        return Faults.checked(status);
      }
      return Faults.checked(sent(writer.publish(length)));
    } catch (IllegalStateException | InternalError e) {
      return lost(e);
    }
  }

  /** Gives up what was claimed; nothing is sent. Does nothing when nothing is claimed. */
  public void abort() {
    owner.check();
    item.release();
  }

  /**
   * Ends the broadcast: receivers take what was sent, then see the end; nobody can subscribe any
   * more. Idempotent.
   *
   * @throws RanvierException WRONG_THREAD when another thread sends
   */
  @Override
  public void close() {
    if (endStatus.get() == 0) {
      owner.check();
      boolean ignored = owner.release();
      end(Status.CLOSED, writer.position() + 1);
    }
  }

  /**
   * Ends the broadcast from whatever thread: the server closes. Where another thread may be sending
   * nobody can say which item was the last; receivers then see the end of their connections, before
   * which the caller waits for {@link io.ranvier.memory.ThreadHandshake}.
   */
  void cutOff() {
    end(Status.CLOSED, owner.releaseIfUnused() ? writer.position() + 1 : NO_WORD);
  }

  /** Adds a receiver, on any thread; null when the broadcast has ended. */
  SubscriberRoom.Joined join(PositionWatch position, Start start) {
    SubscriberRoom.Joined joined = null;
    try {
      joined = room.join(position, start);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      long ignored = lost(e);
    }
    if (joined == null) {
      position.end(PositionWatch.ENDED);
    }
    return joined;
  }

  private void end(long status, long lastWord) {
    Faults.absorb();
    if (!endStatus.compareAndSet(0, status)) {
      return;
    }
    onClose.run();
    Subscriber[] present = subscribers.close();
    if (lastWord != NO_WORD) {
      for (Subscriber one : present) {
        one.position().end(lastWord);
      }
    }
    file.closeAndRemove();
  }

  /** Why nothing can be sent, if that is because the memory is gone: unmapped or cut short. */
  private long lost(Throwable failure) {
    if (failure instanceof RuntimeException e && endStatus.get() == 0) {
      throw e;
    }
    if (failure instanceof Error e) {
      if (file.isIntact()) {
        throw e;
      }
      end(Status.PROTOCOL_ERROR, PositionWatch.EVICTED);
    }
    return endStatus.get();
  }

  private long refusal(int length) {
    long status = endStatus.get();
    if (status != 0) {
      return status;
    }
    // After the end receivers go, and what they have not read yet would be room.
    return room.make(length) ? endStatus.get() : Status.BACK_PRESSURED;
  }

  /**
   * The end of each way to send. Looks once more whether the broadcast has ended: what another
   * thread's end overtook may not arrive. Who ends it has all threads stand still after.
   */
  private long sent(long number) {
    long status = endStatus.getOpaque();
    ring();
    return status == 0 ? number : status;
  }

  private void check(int length) {
    owner.check();
    if (length > writer.maxItemBytes()) {
      throw new RanvierException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "cannot broadcast: lengthBytes=%d, limitBytes=%d; send it in parts"
              .formatted(length, writer.maxItemBytes()));
    }
    if (item.isLive()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot broadcast: an item is claimed; publish or abort it first");
    }
  }

  private boolean awaitRoom(int length, long timeoutNs) {
    PollingThread.refuseWait("receivers of a broadcast", "use trySend, or another thread");
    wantedBytes = length;
    return doorbells.await(waiter, ready, timeoutNs);
  }

  private boolean hasRoom() {
    return refusal(wantedBytes) != Status.BACK_PRESSURED;
  }

  private void ring() {
    for (Subscriber one : subscribers.all()) {
      one.position().ring();
    }
  }
}
