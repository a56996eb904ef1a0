package io.ranvier.bench.jmh;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.DoorbellLayout;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a publisher pays for the doorbell while nobody sleeps: a barrier and a look. */
@HotPath
@State(Scope.Thread)
public class DoorbellBenchmark extends Primitive {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long FACT = 2048;
  private static final long BYTES = 4096;

  /** Who pays for the barrier. */
  @Param public Payer payer;

  private MemorySegment memory;
  private CounterBlock counters;
  private Ringer ringer;
  private long number;

  /** For JMH. */
  public DoorbellBenchmark() {}

  /** What the two sides agreed on. */
  public enum Payer {
    /** The peer never sleeps: no barrier, no look. */
    NOBODY,
    /** The publisher, by a fence. */
    PUBLISHER,
    /** The sleeper, by membarrier. */
    SLEEPER
  }

  /** Makes the publisher's end of a doorbell. */
  @Setup(Level.Trial)
  public void open() {
    memory = Arena.ofAuto().allocate(BYTES, 128);
    counters = new CounterBlock(memory, DoorbellLayout.STRUCT.byteSize());
    Barrier barrier = payer == Payer.SLEEPER ? Barrier.MEMBARRIER : Barrier.FENCE;
    ringer =
        new Signals(barrier, payer != Payer.NOBODY, SleepCalls.none(), () -> {}, counters)
            .ringer(memory, 0);
  }

  /** Publishes a fact, then rings if somebody sleeps. */
  @Benchmark
  public long publish(PinnedThread thread) {
    long fact = ++number;
    LONG.setRelease(memory, FACT, fact);
    ringer.ringIfWanted();
    return fact;
  }

  /** All that was published is there, and nobody was woken. */
  @TearDown(Level.Trial)
  public void check() {
    long fact = (long) LONG.getAcquire(memory, FACT);
    long wakes = counters.get(Counter.WAKES);
    if (fact != number || wakes != 0) {
      throw new IllegalStateException(
          "doorbell: published=%d, there=%d, wakes=%d".formatted(number, fact, wakes));
    }
  }
}
