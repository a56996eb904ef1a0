package io.ranvier.routing;

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

/** Who takes the mark of a call finds its reply. */
@JCStressTest
@Description("HB reply.mark: the token of a reply before the bit of its call")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not marked yet.")
@Outcome(id = "77", expect = ACCEPTABLE, desc = "Found.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Marked before it was there.")
@State
public class ReplyMarkStress {
  private static final StressMemory MEMORY = new StressMemory(256);
  private static final long MARKS = 128;

  private final MemorySegment segment = MEMORY.next();

  @Actor
  public void answerer() {
    ReplyLayout.tokenRelease(segment, 0, 77);
    ReplyLayout.markAnswered(segment, MARKS, 5);
  }

  @Actor
  public void caller(J_Result result) {
    boolean marked = ReplyLayout.takeAnswered(segment, MARKS, 0) == 1L << 5;
    result.r1 = marked ? ReplyLayout.tokenAcquire(segment, 0) : -1;
  }
}
