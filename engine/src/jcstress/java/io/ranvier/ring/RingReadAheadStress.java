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

/** Also when the reader looks at several cells at once, with plain loads and a fence. */
@JCStressTest
@Description("HB ring.publish: frame bytes before sequence")
@Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "7, 9", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A frame without its bytes.")
@State
public class RingReadAheadStress {
  private static final int CELLS = 16;
  private static final StressMemory MEMORY = new StressMemory(RingLayout.totalBytes(CELLS));
  private static final MemorySegment SOURCE = StressRing.source(9);

  private final MemorySegment segment = MEMORY.next();
  private final Ring ring = new Ring(segment, 0, CELLS, StressRing.KEY);
  private final RingWriter writer = new ExclusiveRingWriter(ring);
  private final RingReader reader = new RingReader(ring);

  @Actor
  public void sender() {
    long cell = writer.write(StressRing.DATA, 7, 8, SOURCE, 0);
  }

  @Actor
  public void receiver(JJ_Result result) {
    if (!reader.lookAhead(1)) {
      result.r1 = -1;
    } else {
      long offset = reader.next(segment);
      result.r1 = FrameLayout.referencePlain(segment, offset);
      result.r2 = segment.get(JAVA_LONG, offset + FrameLayout.PAYLOAD_OFFSET);
    }
  }
}
