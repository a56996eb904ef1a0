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

/** Who learns that a lease is over does not write what is still looked at. */
@JCStressTest
@Description(
    "HB slot.over: the last look at what lies in a slot before the other side learns of its end")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Looked; not over yet.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Looked, then written.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Written while it was looked at.")
@State
public class SlotOverStress {
  private static final SlotArrayGeometry SLOTS = new SlotArrayGeometry(1, 64, 64);
  private static final StressMemory MEMORY = new StressMemory(SLOTS.totalBytes() + 8);

  private final MemorySegment segment = MEMORY.next();
  private final SlotArray array = SlotArray.own(segment, 0, SLOTS, SlotBacking.RESERVED);
  private final long reference = array.tryLease(0);
  private final long slot = array.slotOffset(0);
  private final LeaseWatch watch = new LeaseWatch(segment, 0, SLOTS);

  @Actor
  public void owner(JJ_Result result) {
    result.r1 = segment.get(JAVA_LONG, slot);
    boolean freed = array.free(reference);
  }

  @Actor
  public void other(JJ_Result result) {
    if (watch.isOver(reference)) {
      segment.set(JAVA_LONG, slot, 2);
      result.r2 = 1;
    }
  }
}
