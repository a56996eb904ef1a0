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
import org.openjdk.jcstress.infra.results.J_Result;

/** A copy that is called whole is what was sent. */
@JCStressTest
@Description("HB broadcast.overwrite: clearing of the sequence word before new bytes in its cells")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Written over meanwhile.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Whole.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Torn, and called whole.")
@State
public class BroadcastOverwriteStress {
  private static final int CELLS = 16;
  private static final StressMemory MEMORY = new StressMemory(BroadcastLayout.totalBytes(CELLS));
  private static final MemorySegment OLD = StressRing.source(1);
  private static final MemorySegment NEW = StressRing.source(2);

  private final MemorySegment segment = MEMORY.next();
  private final BroadcastWriter writer = new BroadcastWriter(segment, CELLS, StressRing.KEY);
  private final BroadcastReader reader = new BroadcastReader(segment, CELLS, StressRing.KEY, 0);

  public BroadcastOverwriteStress() {
    for (int i = 0; i < CELLS; i++) {
      long number = writer.write(OLD, 0, Long.BYTES);
    }
    writer.keepFrom(CELLS);
  }

  @Actor
  public void sender() {
    long number = writer.write(NEW, 0, Long.BYTES);
  }

  @Actor
  public void receiver(J_Result result) {
    boolean found = reader.next() == BroadcastReader.ITEM;
    long copy = found ? segment.get(JAVA_LONG, reader.payloadOffset()) : -1;
    result.r1 = found && reader.isWhole() ? copy : -1;
  }
}
