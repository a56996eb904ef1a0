package io.ranvier.routing;

import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotArray;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.SlotBitmap;
import io.ranvier.slot.SlotBlock;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The calling side of an array of replies: N calls in flight, each with a slot that its reply will
 * lie in and a reference that travels with the request. Further arrays can be added, and stay:
 * slots of the first are taken first. Borrows the memory.
 *
 * <pre>
 * a slot is    and then                                            becomes
 * free         tryAcquire, acquire                                 pending
 * pending      the answerer stores the token                       ready
 * pending      release: cancelled; a late answer is dropped        free
 * ready        release                                             free
 * </pre>
 *
 * <p>Threads: any, virtual ones included; a call belongs to one thread at a time. Each slot that is
 * freed wakes one of those who wait for one, so none is forgotten.
 */
public final class MuxedSlots implements ReplyRouter {
  private final MemorySegment segment;
  private final long answered;
  private final int maxSlots;
  private final int firstCount;
  private final ReplySlots first;
  private final Function<MemorySegment, ReplyReader> readers;
  private volatile ReplySlots[] further = {};
  private volatile int slotCount;
  private final Sleeper replies;
  private final SlotQueue freeSlots = new SlotQueue();
  private final Waiting waiting;
  private volatile boolean ended;

  /**
   * @param base where the replies lie, in memory full of zeros; a multiple of 128
   * @param backing makes a slot's storage real before its first use
   * @param signals this side's doorbells and counters
   * @param waiting how a thread waits for a slot or a reply
   */
  public MuxedSlots(
      MemorySegment segment,
      long base,
      ReplyGeometry geometry,
      SlotBacking backing,
      Signals signals,
      Waiting waiting) {
    this(
        segment,
        base,
        geometry,
        backing,
        signals,
        waiting,
        memory -> new ReplyReader(memory, geometry.maxReplyBytes()));
  }

  /**
   * Makes the calling side where long replies may lie in payload slots of the answerer's.
   *
   * @param inbox those payload slots
   * @param maxPayloadBytes the longest reply of all
   */
  public static MuxedSlots withPayloads(
      MemorySegment segment,
      long base,
      ReplyGeometry geometry,
      Signals signals,
      Waiting waiting,
      PayloadInbox inbox,
      int maxPayloadBytes) {
    return new MuxedSlots(
        segment,
        base,
        geometry,
        SlotBacking.RESERVED,
        signals,
        waiting,
        memory -> new ReplyReader(memory, geometry.maxReplyBytes(), inbox, maxPayloadBytes));
  }

  private MuxedSlots(
      MemorySegment segment,
      long base,
      ReplyGeometry geometry,
      SlotBacking backing,
      Signals signals,
      Waiting waiting,
      Function<MemorySegment, ReplyReader> readers) {
    this.segment = segment;
    this.answered = base + ReplyGeometry.ANSWERED;
    this.maxSlots = geometry.maxSlots();
    SlotArray slots = SlotArray.own(segment, geometry.slotsBase(base), geometry.slots(), backing);
    this.readers = readers;
    this.firstCount = geometry.slotCount();
    this.first = new ReplySlots(slots, readers.apply(segment), 0);
    this.slotCount = firstCount;
    this.replies = signals.sleeper(segment, base + ReplyGeometry.REPLIES, Counter.SENDER_PARKS);
    this.waiting = waiting;
  }

  /**
   * Adds an array that the answerer knows. Those who wait at {@link #freeSlots} are to be woken
   * then. By one thread at a time.
   *
   * @param added the memory that holds the array and nothing else, full of zeros
   * @param backing makes a slot's storage real before its first use
   */
  public void add(MemorySegment added, ReplyExtent extent, SlotBacking backing) {
    SlotArray slots = SlotArray.own(added, 0, extent.slots(), backing);
    ReplySlots[] grown = Arrays.copyOf(further, further.length + 1);
    grown[further.length] = new ReplySlots(slots, readers.apply(added), extent.firstIndex());
    further = grown;
    slotCount = grown[grown.length - 1].endIndex();
  }

  /** Returns the doorbell at which threads sleep until a reply comes. */
  public Sleeper replies() {
    return replies;
  }

  /** Returns where threads sleep until a slot may be free. */
  public SlotQueue freeSlots() {
    return freeSlots;
  }

  @Override
  public long tryAcquire() {
    int hint = (int) Thread.currentThread().threadId();
    long reference = first.tryLease(hint);
    return reference >= 0 ? reference : tryFurther(hint);
  }

  @Override
  public long acquire(long timeoutNs) {
    long reference = tryAcquire();
    return reference >= 0 ? reference : awaitSlot(timeoutNs);
  }

  /** Returns 8: the reference. */
  @Override
  public int headerBytes() {
    return StreamNumbers.REFERENCE_BYTES;
  }

  @Override
  public long writeHeader(long reference, MemorySegment target, long offset) {
    if (!of(reference).isLive(reference)) {
      throw ended(reference);
    }
    StreamNumbers.reference(target, offset, reference);
    return reference;
  }

  /** Reads the header of a request or a reply that came in; unchecked. */
  public static long parseHeader(MemorySegment source, long offset) {
    return StreamNumbers.reference(source, offset);
  }

  @Override
  public boolean poll(long reference, Reply into) {
    return of(reference).poll(reference, into);
  }

  /** Looks up where a call's reply will lie. */
  public void locate(long reference, ReplyPlace into) {
    of(reference).locate(reference, into);
  }

  /** Returns whether a call has its reply; acquire. */
  public boolean isAnswered(long reference) {
    return of(reference).isAnswered(reference);
  }

  /** Returns how many words {@link #takeAnswered} has. */
  public int answeredWords() {
    return SlotBitmap.wordsFor(slotCount);
  }

  /**
   * Takes one word of the marks that answers with {@link Answerer#NOTIFY} left: bit i of word w is
   * the call in slot 64 w + i. A mark is a hint; whether a call is answered, its reply tells.
   */
  public long takeAnswered(int word) {
    return ReplyLayout.takeAnswered(segment, answered, word);
  }

  /** Leases up to 64 slots of one array for one thread; null when none is free. */
  public SlotBlock tryLeaseBlock() {
    SlotBlock block = first.tryLeaseBlock();
    ReplySlots[] known = further;
    for (int i = 0; block == null && i < known.length; i++) {
      block = known[i].tryLeaseBlock();
    }
    return block;
  }

  /** Wakes those who wait for a slot; to be called when a block was closed. */
  public void blockClosed() {
    freeSlots.wakeAll();
  }

  @Override
  public boolean await(long reference, Reply into, long timeoutNs) {
    return poll(reference, into)
        || new Waiter(waiting).await(() -> poll(reference, into) || ended, replies, timeoutNs)
            && poll(reference, into);
  }

  @Override
  public boolean release(long reference) {
    boolean freed = of(reference).free(reference);
    // After the free, both with volatile order: who counted himself before looks again and finds
    // the slot, who counts himself later is seen here.
    if (freed) {
      freeSlots.wakeOne();
    }
    return freed;
  }

  @Override
  public void end() {
    ended = true;
    replies.wakeAll();
    freeSlots.wakeAll();
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  /** Returns how many calls can be in flight now. */
  public int slotCount() {
    return slotCount;
  }

  /** Returns how many calls can be in flight when all further arrays are there. */
  public int maxSlots() {
    return maxSlots;
  }

  /** Counts the calls in flight; exact only while nobody acquires or releases. */
  public int inFlight() {
    int count = first.takenCount();
    for (ReplySlots array : further) {
      count += array.takenCount();
    }
    return count;
  }

  private long tryFurther(int hint) {
    ReplySlots[] known = further;
    for (int i = 0; i < known.length; i++) {
      long reference = known[i].tryLease(hint);
      if (reference >= 0) {
        return reference;
      }
    }
    return NONE;
  }

  private ReplySlots of(long reference) {
    int index = SlotReference.index(reference);
    return index < firstCount ? first : find(index);
  }

  /** Finds a further array; for an index that none has, the first, which has no such slot. */
  private ReplySlots find(int index) {
    ReplySlots[] known = further;
    for (int i = 0; i < known.length; i++) {
      if (index < known[i].endIndex()) {
        return known[i];
      }
    }
    return first;
  }

  private long awaitSlot(long timeoutNs) {
    long[] found = {NONE};
    boolean ignored =
        new Waiter(waiting)
            .await(
                () -> ended || found[0] >= 0 || (found[0] = tryAcquire()) >= 0,
                freeSlots,
                timeoutNs);
    return found[0];
  }

  static RanvierException ended(long reference) {
    return new RanvierException(
        ErrorCode.WRONG_STATE,
        "cannot send call: %s; it has ended or was sent before, acquire another"
            .formatted(SlotReference.describe(reference)));
  }
}
