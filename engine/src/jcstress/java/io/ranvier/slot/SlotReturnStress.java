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

/** Who leases a slot again does not write what its borrower still reads. */
@JCStressTest
@Description(
    "HB slot.return: the borrower's last read of a slot before the owner's next write to it")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read; not back yet.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Read, then written.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Written while it was read.")
@State
public class SlotReturnStress {
  private static final SlotArrayGeometry SLOTS = new SlotArrayGeometry(1, 64, 64);
  private static final StressMemory MEMORY = new StressMemory(SLOTS.totalBytes() + 8);

  private final MemorySegment segment = MEMORY.next();
  private final SlotArray array = SlotArray.own(segment, 0, SLOTS, SlotBacking.RESERVED);
  private final long reference = array.tryLease(0);
  private final long slot = array.slotOffset(0);
  private final BorrowedSlots borrowed =
      new BorrowedSlots(segment, 0, SLOTS, segment.asSlice(SLOTS.totalBytes(), 8));

  public SlotReturnStress() {
    array.handOver(reference);
    boolean accepted = borrowed.accept(reference);
  }

  @Actor
  public void borrower(JJ_Result result) {
    result.r1 = segment.get(JAVA_LONG, slot);
    boolean returned = borrowed.giveBack(reference);
  }

  @Actor
  public void owner(JJ_Result result) {
    if (array.harvest() == 1) {
      segment.set(JAVA_LONG, slot, 2);
      result.r2 = 1;
    }
  }
}
