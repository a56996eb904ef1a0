package io.ranvier.routing;

import io.ranvier.counter.Counter;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One call in flight, and nothing on the wire: requests and replies are numbered by counting them
 * on both sides. Borrows the memory, a {@link ReplyGeometry} with one slot.
 *
 * <pre>
 * from        to          who and how
 * free        taken       tryAcquire, acquire: the next lease
 * taken       sent        writeHeader: the next number
 * taken       free        release: nothing was sent
 * sent        free        release, after the reply came
 * sent        abandoned   release, before the reply came
 * abandoned   taken       tryAcquire, once the reply has come; nobody reads it
 * </pre>
 *
 * <p>So no caller gets the reply to another's call: the next call begins when the last one's reply
 * has come, wanted or not.
 */
public final class Sequential implements ReplyRouter {
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int SENT = 2;
  private static final int ABANDONED = 3;
  private static final int STATE_BITS = 2;

  private final long slot;
  private final ReplyReader view;
  private final Sleeper replies;
  private final Waiting waiting;

  /** The number of the last lease, and its state. */
  private final AtomicLong lease = new AtomicLong();

  /** How many requests were sent; written by the owner of the lease. */
  private volatile long sent;

  private volatile boolean ended;

  /**
   * @param base where the reply lies, in memory full of zeros; a multiple of 128
   * @param signals this side's doorbells and counters
   * @param waiting how a thread waits for its turn or its reply
   */
  public Sequential(
      MemorySegment segment, long base, ReplyGeometry geometry, Signals signals, Waiting waiting) {
    this.slot = geometry.slotOffset(base, 0);
    this.view = new ReplyReader(segment, geometry.maxReplyBytes());
    this.replies = signals.sleeper(segment, base + ReplyGeometry.REPLIES, Counter.SENDER_PARKS);
    this.waiting = waiting;
  }

  /** Returns the reference that request number {@code number}, from 1 on, has for the answerer. */
  public static long reference(long number) {
    return SlotReference.of(0, SlotReference.generationAfter(number - 1));
  }

  /** Returns the doorbell at which threads sleep until a reply comes or it is their turn. */
  public Sleeper replies() {
    return replies;
  }

  /** Returns 0: position says it all. */
  @Override
  public int headerBytes() {
    return 0;
  }

  @Override
  public long tryAcquire() {
    long last = lease.get();
    int state = (int) last & (1 << STATE_BITS) - 1;
    boolean ours =
        (state == FREE || (state == ABANDONED && isAnswered()))
            && lease.compareAndSet(last, word(number(last) + 1, TAKEN));
    return ours ? reference(number(last) + 1) : NONE;
  }

  @Override
  public long acquire(long timeoutNs) {
    long reference = tryAcquire();
    return reference >= 0 ? reference : awaitTurn(timeoutNs);
  }

  @Override
  public long writeHeader(long reference, MemorySegment target, long offset) {
    long last = lease.get();
    if (last != word(number(last), TAKEN) || reference(number(last)) != reference) {
      throw MuxedSlots.ended(reference);
    }
    sent++;
    lease.set(word(number(last), SENT));
    return reference(sent);
  }

  @Override
  public boolean poll(long reference, Reply into) {
    long last = lease.get();
    long number = sent;
    // The lease again: it must be the one that this number was sent for.
    return last == word(number(last), SENT)
        && last == lease.get()
        && reference(number(last)) == reference
        && view.poll(slot, reference(number), into);
  }

  @Override
  public boolean await(long reference, Reply into, long timeoutNs) {
    return poll(reference, into)
        || new Waiter(waiting).await(() -> poll(reference, into) || ended, replies, timeoutNs)
            && poll(reference, into);
  }

  @Override
  public boolean release(long reference) {
    long last = lease.get();
    int state = (int) last & (1 << STATE_BITS) - 1;
    if (reference(number(last)) != reference || (state != TAKEN && state != SENT)) {
      return false;
    }
    boolean over = state == TAKEN || isAnswered();
    if (!lease.compareAndSet(last, word(number(last), over ? FREE : ABANDONED))) {
      return false;
    }
    replies.wakeAll();
    return true;
  }

  @Override
  public void end() {
    ended = true;
    replies.wakeAll();
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  private long awaitTurn(long timeoutNs) {
    long[] found = {NONE};
    boolean ignored =
        new Waiter(waiting)
            .await(
                () -> ended || found[0] >= 0 || (found[0] = tryAcquire()) >= 0, replies, timeoutNs);
    return found[0];
  }

  private boolean isAnswered() {
    return view.isThere(slot, reference(sent));
  }

  private static long number(long word) {
    return word >>> STATE_BITS;
  }

  private static long word(long number, int state) {
    return number << STATE_BITS | state;
  }
}
