package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.testing.StressMemory;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who takes a slot finds it as it was left, and alone. */
@JCStressTest
@Description("HB slot.free: the last use of a slot before its next lease")
@Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "Used; not free yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Used, then taken.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Taken while it was used.")
@State
public class SlotFreeStress {
  private static final StressMemory MEMORY = new StressMemory(384);
  private static final long SLOT = 256;

  private final MemorySegment segment = MEMORY.next();
  private final SlotBitmap bitmap = new SlotBitmap(segment, 0, 128, 1);

  public SlotFreeStress() {
    int index = bitmap.tryTake(0);
  }

  @Actor
  public void holder(JJ_Result result) {
    segment.set(JAVA_LONG, SLOT, 1);
    result.r1 = segment.get(JAVA_LONG, SLOT);
    boolean freed = bitmap.free(0);
  }

  @Actor
  public void next(JJ_Result result) {
    if (bitmap.tryTake(0) < 0) {
      result.r2 = -1;
    } else {
      result.r2 = segment.get(JAVA_LONG, SLOT);
      segment.set(JAVA_LONG, SLOT, 2);
    }
  }
}
