package io.ranvier.ring;

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

/** A cell is not written while it is read. */
@JCStressTest
@Description("HB ring.consume: the reader's last read of a cell before the next write to it")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Read; the cell is not free yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Read, then written.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Written while it was read.")
@State
public class RingConsumeStress {
  private static final int CELLS = 16;
  private static final StressMemory MEMORY = new StressMemory(RingLayout.totalBytes(CELLS));
  private static final MemorySegment OLD = StressRing.source(1);
  private static final MemorySegment NEW = StressRing.source(2);

  private final MemorySegment segment = MEMORY.next();
  private final Ring ring = new Ring(segment, 0, CELLS, StressRing.KEY);
  private final RingWriter writer = new ExclusiveRingWriter(ring);
  private final RingReader reader = new RingReader(ring);

  public RingConsumeStress() {
    for (int i = 0; i < CELLS; i++) {
      long cell = writer.write(StressRing.DATA, 0, 0, OLD, 0);
    }
  }

  @Actor
  public void receiver(JJ_Result result) {
    long offset = reader.next(segment);
    result.r1 = segment.get(JAVA_LONG, offset + FrameLayout.PAYLOAD_OFFSET);
    reader.consume();
    boolean released = reader.release();
  }

  @Actor
  public void sender(JJ_Result result) {
    result.r2 = writer.write(StressRing.DATA, 0, 0, NEW, 0) < 0 ? 0 : 1;
  }
}
