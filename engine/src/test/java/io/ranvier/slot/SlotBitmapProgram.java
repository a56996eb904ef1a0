package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.interleaving.Program;
import io.ranvier.interleaving.Threads;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Threads that take, use and free slots of a bitmap of two words that are full but for the last
 * bits of the first and the only one of the second, so that takes and frees change what the summary
 * should say.
 */
final class SlotBitmapProgram implements Program {
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final int SUMMARY = 0;
  private static final int WORDS = 128;
  private static final int USERS = 256;
  private static final int SLOTS = 65;

  private final MemorySegment segment;
  private final SlotBitmap bitmap;
  private final int firstFree;
  private final int threads;
  private final int rounds;
  private final long hint;

  /**
   * @param firstFree the first free slot: 62 or 63 of slots 0 to 64
   * @param threads how many take and free
   * @param rounds how often each does
   * @param hint what the summary says at first, rightly or wrongly
   */
  SlotBitmapProgram(int firstFree, int threads, int rounds, long hint) {
    this.firstFree = firstFree;
    this.threads = threads;
    this.rounds = rounds;
    this.hint = hint;
    this.segment = Threads.memory(512);
    this.bitmap = new SlotBitmap(segment, SUMMARY, WORDS, SLOTS);
    for (int i = 0; i < firstFree; i++) {
      require(bitmap.tryTake(0) == i, "set up");
    }
    LONG.set(segment, (long) SUMMARY, hint);
  }

  @Override
  public List<Runnable> threads() {
    return IntStream.range(0, threads).<Runnable>mapToObj(i -> () -> takeAndFree(i + 1)).toList();
  }

  private void takeAndFree(int me) {
    for (int round = 0; round < rounds; round++) {
      int index = bitmap.tryTake(0);
      // With two threads of one round each a slot is free all the time. With more, a thread that
      // looks while another goes from one slot to the next may miss both.
      require(index >= firstFree || threads > 2 || rounds > 1, "a slot is free, none was found");
      if (index >= 0) {
        use(index, me);
        require(bitmap.free(index), "slot " + index + " was not taken");
      }
    }
  }

  private void use(int index, int me) {
    long user = USERS + 8L * (index - firstFree);
    require((long) LONG.getAndSet(segment, user, (long) me) == 0, "slot leased twice: " + index);
    LONG.set(segment, user, 0L);
  }

  @Override
  public void check() {
    require(bitmap.takenCount() == firstFree, "slots are lost");
    // A hint that was false at first stays for a word that nobody used.
    long now = (long) LONG.get(segment, (long) SUMMARY);
    require((now & ~hint) == 0, "the summary hides a word with a free slot");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
