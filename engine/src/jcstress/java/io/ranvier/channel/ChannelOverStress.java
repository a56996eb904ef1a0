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

/** Who sees that the receiver is done may use the block for another channel. */
@JCStressTest
@Description("HB channel.over: the receiver's last look at the block before its end")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Looked; not over yet.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Looked, then used again.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Used again while it was looked at.")
@State
public class ChannelOverStress {
  private static final StressMemory MEMORY = new StressMemory(ChannelLayout.totalBytes(16));
  private static final long ITEM = ChannelLayout.STRUCT.byteSize();

  private final MemorySegment segment = MEMORY.next();

  @Actor
  public void receiver(JJ_Result result) {
    result.r1 = segment.get(JAVA_LONG, ITEM);
    ChannelLayout.overRelease(segment, 0, ChannelLayout.TAKEN, 0);
  }

  @Actor
  public void sender(JJ_Result result) {
    if (ChannelLayout.overAcquire(segment, 0) != 0) {
      segment.set(JAVA_LONG, ITEM, 2);
      result.r2 = 1;
    }
  }
}
