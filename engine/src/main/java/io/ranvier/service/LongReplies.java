package io.ranvier.service;

import io.ranvier.payload.PayloadSlot;
import io.ranvier.routing.Answerer;
import java.util.Arrays;

/**
 * The payload slots in which long replies lie until their calls are over. Owns them, and keeps the
 * objects of those that came back: a long reply allocates nothing in the steady state.
 *
 * <p>The caller says by its call slot's generation that it has read a reply, and by nothing else:
 * so a slot comes back also if its reply was never looked at.
 *
 * <pre>
 * 0 .. held      slots in use, and the references of their calls
 * held .. kept   objects to be used again
 * </pre>
 *
 * <p>Threads: any.
 */
final class LongReplies {
  private final Answerer answerer;
  private long[] references = new long[16];
  private PayloadSlot[] slots = new PayloadSlot[16];
  private volatile int held;
  private int kept;

  LongReplies(Answerer answerer) {
    this.answerer = answerer;
  }

  /** Returns an object to lease a slot with; to be added or given back. */
  synchronized PayloadSlot take() {
    if (kept == held) {
      return new PayloadSlot();
    }
    PayloadSlot slot = slots[--kept];
    slots[kept] = null;
    return slot;
  }

  /** Takes back an object that holds no slot any more. */
  synchronized void giveBack(PayloadSlot slot) {
    makeRoom();
    slots[kept++] = slot;
  }

  synchronized void add(long reference, PayloadSlot slot) {
    makeRoom();
    slots[kept++] = slots[held];
    slots[held] = slot;
    references[held++] = reference;
  }

  /** Frees the slots of calls that are over; returns how many. */
  int sweep() {
    return held == 0 ? 0 : sweepHeld();
  }

  private synchronized int sweepHeld() {
    int before = held;
    for (int i = before - 1; i >= 0; i--) {
      if (answerer.isOver(references[i])) {
        PayloadSlot free = slots[i];
        boolean ignored = free.free();
        references[i] = references[--held];
        slots[i] = slots[held];
        slots[held] = free;
      }
    }
    return before - held;
  }

  synchronized int count() {
    return held;
  }

  private void makeRoom() {
    if (kept == slots.length) {
      slots = Arrays.copyOf(slots, 2 * kept);
      references = Arrays.copyOf(references, 2 * kept);
    }
  }
}
