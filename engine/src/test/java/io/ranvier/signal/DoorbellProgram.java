package io.ranvier.signal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.ffm.Errno;
import io.ranvier.ffm.LinuxCalls;
import io.ranvier.ffm.Membarrier;
import io.ranvier.interleaving.Program;
import io.ranvier.interleaving.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishers that each make one fact true and ring, and sleepers at one doorbell that wait until
 * all facts are there. A sleeper may be impatient: it sleeps once, at most until its time is over,
 * and leaves.
 */
final class DoorbellProgram implements Program {
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long FACTS = 256;
  private static final CounterBlock COUNTERS =
      new CounterBlock(Arena.global().allocate(CounterBlock.BYTES, 128), 0);

  private final MemorySegment segment = Threads.memory(512);
  private final Sleeper sleeper;
  private final Ringer ringer;
  private final int publishers;
  private final String sleepers;

  /** A kernel for the explorer. */
  private record Kernel(String sleepers, int publishers, boolean comparesWord, int mostWoken)
      implements LinuxCalls {
    @Override
    public int futexWait(long address, int expected, long timeoutNs) {
      boolean mayTimeOut = sleepers.charAt(Threads.number() - publishers) == 'i';
      boolean woken = Threads.futexWait(address, expected, comparesWord, mayTimeOut);
      return woken ? 0 : -Errno.EAGAIN;
    }

    @Override
    public int futexWake(long address, int count) {
      Threads.futexWake(address, Math.min(count, mostWoken));
      return 0;
    }

    @Override
    public int membarrier(Membarrier command) {
      if (command == Membarrier.GLOBAL_EXPEDITED) {
        Threads.membarrier();
      }
      return 0;
    }
  }

  /**
   * @param barrier name of the {@link Barrier}
   * @param sleepers a letter for each: 'f' sleeps by futex, 'i' too but is impatient, 'v' is a
   *     virtual thread
   * @param comparesWord whether the kernel looks at the futex word before it lets a thread sleep
   * @param mostWoken how many sleepers the kernel wakes at most
   */
  DoorbellProgram(
      String barrier, int publishers, String sleepers, boolean comparesWord, int mostWoken) {
    this.publishers = publishers;
    this.sleepers = sleepers;
    SleepCalls calls =
        new SleepCalls(new Kernel(sleepers, publishers, comparesWord, mostWoken), Long.MAX_VALUE);
    Sleeper[] woken = new Sleeper[1];
    Signals signals =
        new Signals(Barrier.valueOf(barrier), true, calls, () -> woken[0].unparkAll(), COUNTERS);
    this.sleeper = signals.sleeper(segment, 0, Counter.PARKS);
    this.ringer = signals.ringer(segment, 0);
    woken[0] = sleeper;
  }

  @Override
  public List<Runnable> threads() {
    List<Runnable> threads = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      long fact = FACTS + 8L * i;
      threads.add(() -> {
        LONG.setRelease(segment, fact, 1L);
        ringer.ringIfWanted();
      });
    }
    for (char kind : sleepers.toCharArray()) {
      threads.add(() -> {
        do {
          sleeper.sleep(this::areAllThere, Long.MAX_VALUE);
        } while (kind != 'i' && !areAllThere());
      });
    }
    return threads;
  }

  @Override
  public boolean isVirtual(int thread) {
    return thread >= publishers && sleepers.charAt(thread - publishers) == 'v';
  }

  private boolean areAllThere() {
    for (int i = 0; i < publishers; i++) {
      if ((long) LONG.getAcquire(segment, FACTS + 8L * i) == 0) {
        return false;
      }
    }
    return true;
  }
}
