package io.ranvier.signal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.testing.StressMemory;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Either the publisher sees the sleeper or the sleeper sees the fact: both look after they wrote.
 */
@JCStressTest
@Description("Full barriers of publisher and sleeper")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody sees the other: a lost wake-up.")
@Outcome(
    id = {"0, 1", "1, 0", "1, 1"},
    expect = ACCEPTABLE,
    desc = "One sees the other.")
@State
public class DoorbellFenceStress {
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final StressMemory MEMORY =
      new StressMemory(DoorbellLayout.STRUCT.byteSize() + 128);
  private static final long FACT = DoorbellLayout.STRUCT.byteSize();

  private final MemorySegment segment = MEMORY.next();

  @Actor
  public void publisher(II_Result result) {
    LONG.setRelease(segment, FACT, 1L);
    Barrier.FENCE.afterPublish();
    result.r1 = DoorbellLayout.wantedOpaque(segment, 0);
  }

  @Actor
  public void sleeper(II_Result result) {
    DoorbellLayout.wantedOpaque(segment, 0, 1);
    // As in Sleeper, where a lock and this fence come first.
    VarHandle.fullFence();
    result.r2 = (int) (long) LONG.getAcquire(segment, FACT);
  }
}
