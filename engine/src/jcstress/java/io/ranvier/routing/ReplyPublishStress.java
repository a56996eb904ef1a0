package io.ranvier.routing;

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
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A reply that is found is whole. */
@JCStressTest
@Description("HB reply.publish: the bytes of a reply before its token")
@Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "8, 4, 9", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A reply without its bytes.")
@State
public class ReplyPublishStress {
  private static final StressMemory MEMORY = new StressMemory(128);
  private static final int TOKEN = 77;

  private final MemorySegment segment = MEMORY.next();
  private final ReplyReader reader = new ReplyReader(segment, 64);

  @Actor
  public void answerer() {
    segment.set(JAVA_LONG, ReplyLayout.PAYLOAD_OFFSET, 9);
    ReplyLayout.placementPlain(segment, 0, ReplyLayout.placement(4, 0));
    ReplyLayout.outcomePlain(segment, 0, 0, 8);
    ReplyLayout.tokenRelease(segment, 0, TOKEN);
  }

  @Actor
  public void caller(JJJ_Result result) {
    if (!reader.isThere(0, TOKEN)) {
      result.r1 = -1;
    } else {
      result.r1 = ReplyLayout.length(ReplyLayout.outcomePlain(segment, 0));
      result.r2 = ReplyLayout.flags(ReplyLayout.placementPlain(segment, 0));
      result.r3 = segment.get(JAVA_LONG, ReplyLayout.PAYLOAD_OFFSET);
    }
  }
}
