package io.ranvier.routing;

import io.ranvier.slot.SlotReference;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rights to answer: for each slot the newest generation that was accepted, whether it still may
 * be answered, and whether somebody writes the slot's reply. In memory of this process alone.
 *
 * <pre>
 * from                    to                     who and how
 * answered g              open g' (g' newer)     accept, by CAS
 * open g                  open g'                accept: the answer to g is refused from now on
 * open g                  answered g, writing    claim: by CAS, once nobody writes
 * answered g, writing     answered g             finish
 * answered g, writing     open g                 giveUp: the copy failed, another answer may follow
 * open g                  answered g             revoke: by CAS
 * answered g              answered g' (g' newer) hold: one store, as nobody else moves such a word
 * answered g              open g                 open: by the thread that held it
 * </pre>
 *
 * <p>{@code writing} survives an accept: who answers the newer call waits for the one who is still
 * copying an older one's answer.
 *
 * <p>Threads: any. {@link #accept} never waits; holding, claiming and revoking wait at most for the
 * copy of one reply, by a thread of this process.
 */
final class AnswerTable {
  /** The reference may be answered, by this thread and now. */
  static final int CLAIMED = 0;

  /** A newer reference of that slot was accepted, or this one never. */
  static final int STALE = 1;

  /** The reference was answered already, or its right revoked. */
  static final int ANSWERED = 2;

  // A word is the generation, shifted, and these two; zero is a slot that nothing was accepted for.
  private static final long OPEN = 1;
  private static final long WRITING = 2;
  private static final int MARKS = 2;

  /** A copy takes less than this many looks; a thread that takes more was descheduled. */
  private static final int LOOKS_BEFORE_YIELD = 1000;

  private final AtomicLongArray words;

  AnswerTable(int slotCount) {
    this.words = new AtomicLongArray(slotCount);
  }

  /** Returns whether a reference is in range and newer than all that were accepted for its slot. */
  boolean accept(long reference) {
    int index = SlotReference.index(reference);
    if (index >= words.length() || !SlotReference.isValid(reference)) {
      return false;
    }
    long generation = SlotReference.generation(reference);
    while (true) {
      long word = words.get(index);
      long last = word >>> MARKS;
      if (last != 0 && !SlotReference.isNewer(generation, last)) {
        return false;
      }
      if (words.compareAndSet(index, word, generation << MARKS | OPEN | word & WRITING)) {
        return true;
      }
    }
  }

  /**
   * Accepts a reference like {@link #accept}, and keeps the right to answer it for the calling
   * thread, which alone accepts: no other thread can claim it before {@link #open}.
   *
   * @return {@link #CLAIMED}; {@link #STALE} when a newer one was accepted before, as may happen if
   *     the older call was given up and came by another way; {@link #ANSWERED} when it is no
   *     reference of this table's, or the very one that was accepted last
   */
  int hold(long reference) {
    int index = SlotReference.index(reference);
    if (index >= words.length() || !SlotReference.isValid(reference)) {
      return ANSWERED;
    }
    long generation = SlotReference.generation(reference);
    for (int looks = 1; ; looks++) {
      long word = words.get(index);
      long last = word >>> MARKS;
      if (last != 0 && !SlotReference.isNewer(generation, last)) {
        return generation == last ? ANSWERED : STALE;
      }
      if ((word & (OPEN | WRITING)) == 0) {
        // Nobody claims what is not open, and nobody else accepts: this store meets no other.
        words.setRelease(index, generation << MARKS);
        return CLAIMED;
      }
      if ((word & WRITING) != 0) {
        pause(looks);
      } else {
        boolean ignored = words.compareAndSet(index, word, word & ~OPEN);
      }
    }
  }

  /** Lets any thread answer a reference that is held. */
  void open(long reference) {
    long generation = SlotReference.generation(reference);
    words.setRelease(SlotReference.index(reference), generation << MARKS | OPEN);
  }

  /** Returns whether that reference is the newest that was accepted for its slot. */
  boolean isNewest(long reference) {
    int index = SlotReference.index(reference);
    return index < words.length()
        && words.get(index) >>> MARKS == SlotReference.generation(reference);
  }

  /** Takes the right to answer; {@link #finish} or {@link #giveUp} must follow if it is taken. */
  int claim(long reference) {
    int index = SlotReference.index(reference);
    if (index >= words.length() || !SlotReference.isValid(reference)) {
      return STALE;
    }
    long generation = SlotReference.generation(reference);
    for (int looks = 1; ; looks++) {
      long word = words.get(index);
      if (word >>> MARKS != generation) {
        return STALE;
      }
      if ((word & OPEN) == 0) {
        return ANSWERED;
      }
      if ((word & WRITING) != 0) {
        pause(looks);
      } else if (words.compareAndSet(index, word, generation << MARKS | WRITING)) {
        return CLAIMED;
      }
    }
  }

  /** Ends the writing of a claimed answer. */
  void finish(long reference) {
    int index = SlotReference.index(reference);
    long word;
    do {
      word = words.get(index);
    } while (!words.compareAndSet(index, word, word & ~WRITING));
  }

  /** Returns a claimed right, unless a newer reference was accepted meanwhile. */
  void giveUp(long reference) {
    int index = SlotReference.index(reference);
    long claimed = SlotReference.generation(reference) << MARKS | WRITING;
    if (!words.compareAndSet(index, claimed, claimed ^ WRITING | OPEN)) {
      finish(reference);
    }
  }

  /** Takes the right away; nobody writes an answer to this reference when it returns. */
  void revoke(long reference) {
    int index = SlotReference.index(reference);
    if (index >= words.length()) {
      return;
    }
    long generation = SlotReference.generation(reference);
    for (int looks = 1; ; looks++) {
      long word = words.get(index);
      if (word >>> MARKS != generation || (word & (OPEN | WRITING)) == 0) {
        return;
      }
      if ((word & WRITING) != 0) {
        pause(looks);
      } else if (words.compareAndSet(index, word, word & ~OPEN)) {
        return;
      }
    }
  }

  private static void pause(int looks) {
    if (looks % LOOKS_BEFORE_YIELD == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }
}
