package io.ranvier.channel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.ring.ChannelLayout;
import io.ranvier.testing.StressMemory;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who sees the end sees all items, and may write what the sender has looked at. */
@JCStressTest
@Description("HB channel.ended: all items and the sender's last look at the block before its end")
@Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "Not ended yet.")
@Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "The end before what comes first.")
@State
public class ChannelEndedStress {
  private static final StressMemory MEMORY = new StressMemory(ChannelLayout.totalBytes(16));
  private static final long ITEM = ChannelLayout.STRUCT.byteSize();

  private final MemorySegment segment = MEMORY.next();

  @Actor
  public void sender(JJ_Result result) {
    segment.set(JAVA_LONG, ITEM, 5);
    result.r1 = ChannelLayout.grantedAcquire(segment, 0);
    ChannelLayout.endedRelease(segment, 0, 1, 0);
  }

  @Actor
  public void receiver(JJ_Result result) {
    boolean ended = ChannelLayout.endedAcquire(segment, 0) != 0;
    result.r2 = ended ? segment.get(JAVA_LONG, ITEM) : -1;
    if (ended) {
      ChannelLayout.clear(segment, 0, 9);
    }
  }
}
