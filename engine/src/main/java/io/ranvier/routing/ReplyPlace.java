package io.ranvier.routing;

import io.ranvier.slot.SlotReference;

/**
 * Where the reply to one call will lie: looked up once, when the call is sent, and not each time
 * that somebody looks for the reply. Reusable.
 *
 * <p>Threads: one at a time.
 */
public final class ReplyPlace {
  private ReplyReader reader;
  private long slot;
  private long reference;

  /** Makes a place of nothing. */
  public ReplyPlace() {}

  /** Returns the reference of the call. */
  public long reference() {
    return reference;
  }

  /** Returns whether the call has its reply; acquire. */
  public boolean isAnswered() {
    return reader.isThere(slot, reference);
  }

  /** Shows the reply if it is there; as {@link ReplyRouter#poll}. */
  public boolean poll(Reply into) {
    return reader.poll(slot, reference, into);
  }

  /**
   * Moves to another call in the same slot, as a call's next one mostly is.
   *
   * @return false when it has another slot, and is to be looked up
   */
  public boolean moveOn(long newReference) {
    boolean same = reader != null && SlotReference.index(reference ^ newReference) == 0;
    if (same) {
      reference = newReference;
    }
    return same;
  }

  void moveTo(ReplyReader newReader, long newSlot, long newReference) {
    // Most calls follow one of the same array, and to store an object costs more than to look.
    if (reader != newReader) {
      reader = newReader;
    }
    slot = newSlot;
    reference = newReference;
  }
}
