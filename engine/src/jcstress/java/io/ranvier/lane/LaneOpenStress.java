package io.ranvier.lane;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.ring.ExclusiveRingWriter;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.Ring;
import io.ranvier.ring.RingLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.ring.RingWriter;
import io.ranvier.testing.StressMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who could see a frame of a ring can see that the ring is open. */
@JCStressTest
@Description("HB lane.open: the ring's bit before its first frame")
@Outcome(
    id = {"0, 0", "0, 1"},
    expect = ACCEPTABLE,
    desc = "No frame yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A frame in a ring that is not open.")
@State
public class LaneOpenStress {
  private static final int CELLS = 16;
  private static final long RING = LaneLayout.STRUCT.byteSize();
  private static final StressMemory MEMORY = new StressMemory(RING + RingLayout.totalBytes(CELLS));
  private static final MemorySegment NOTHING = Arena.global().allocate(8);
  private static final long DATA = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, 0);

  private final MemorySegment segment = MEMORY.next();
  private final Ring ring = new Ring(segment, RING, CELLS, 1L << 56);
  private final RingWriter writer = new ExclusiveRingWriter(ring);
  private final RingReader reader = new RingReader(ring);

  @Actor
  public void sender() {
    LaneLayout.openRingsRelease(segment, 0, 1);
    long cell = writer.write(DATA, 0, 0, NOTHING, 0);
  }

  @Actor
  public void receiver(II_Result result) {
    result.r1 = reader.hasNext() ? 1 : 0;
    result.r2 = LaneLayout.openRingsAcquire(segment, 0);
  }
}
