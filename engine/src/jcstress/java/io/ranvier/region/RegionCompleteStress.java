package io.ranvier.region;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.testing.StressMemory;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** Who sees the magic number sees the header. */
@JCStressTest
@Description("HB region.complete: the whole header before the magic number")
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "3, 7", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A header that is not whole.")
@State
public class RegionCompleteStress {
  private static final StressMemory MEMORY = new StressMemory(256);

  private final MemorySegment segment = MEMORY.next();

  @Actor
  public void server() {
    RegionLayout.intField(segment, "major", 3);
    RegionLayout.longField(segment, "epochNs", 7);
    RegionLayout.magicRelease(segment, RegionLayout.MAGIC);
  }

  @Actor
  public void client(IJ_Result result) {
    boolean complete = RegionLayout.magicAcquire(segment) == RegionLayout.MAGIC;
    result.r1 = complete ? RegionLayout.intField(segment, "major") : -1;
    result.r2 = complete ? RegionLayout.longField(segment, "epochNs") : -1;
  }
}
