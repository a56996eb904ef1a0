package io.ranvier.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.testing.StressMemory;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who sees the magic number sees the header. */
@JCStressTest
@Description("HB broadcast.complete: the whole header before the magic number")
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "3, 16", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A header that is not whole.")
@State
public class BroadcastCompleteStress {
  private static final StressMemory MEMORY = new StressMemory(BroadcastLayout.totalBytes(16));

  private final MemorySegment segment = MEMORY.next();

  @Actor
  public void server() {
    BroadcastLayout.describe(segment, 3, 16);
  }

  @Actor
  public void client(II_Result result) {
    boolean complete = BroadcastLayout.magicAcquire(segment) == BroadcastLayout.MAGIC;
    result.r1 = complete ? BroadcastLayout.major(segment) : -1;
    result.r2 = complete ? BroadcastLayout.ringCells(segment) : -1;
  }
}
