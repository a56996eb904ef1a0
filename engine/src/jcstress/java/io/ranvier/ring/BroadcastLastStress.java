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

/** Who is told where the last item is finds it there. */
@JCStressTest
@Description("HB broadcast.last: an item before its place is told as the last")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not told yet.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Found.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Told before it was there.")
@State
public class BroadcastLastStress {
  private static final int CELLS = 16;
  private static final StressMemory MEMORY = new StressMemory(BroadcastLayout.totalBytes(CELLS));
  private static final MemorySegment OLD = StressRing.source(1);
  private static final MemorySegment NEW = StressRing.source(2);

  private final MemorySegment segment = MEMORY.next();
  private final BroadcastWriter writer = new BroadcastWriter(segment, CELLS, StressRing.KEY);
  private final BroadcastReader reader = new BroadcastReader(segment, CELLS, StressRing.KEY, 0);

  public BroadcastLastStress() {
    long first = writer.write(OLD, 0, Long.BYTES);
  }

  @Actor
  public void sender() {
    long second = writer.write(NEW, 0, Long.BYTES);
  }

  @Actor
  public void receiver(J_Result result) {
    boolean there = reader.catchUp();
    if (reader.position() == 0) {
      result.r1 = -1;
    } else {
      int found = reader.next();
      result.r1 =
          found == BroadcastReader.ITEM ? segment.get(JAVA_LONG, reader.payloadOffset()) : -2;
    }
  }
}
