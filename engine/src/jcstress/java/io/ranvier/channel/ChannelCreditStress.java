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

/** Who has credit does not write what is still read. */
@JCStressTest
@Description("HB channel.credit: the receiver's last look at items before the credit for more")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Looked; no credit yet.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Looked, then written.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "Written while it was looked at.")
@State
public class ChannelCreditStress {
  private static final StressMemory MEMORY = new StressMemory(ChannelLayout.totalBytes(16));
  private static final long ITEM = ChannelLayout.STRUCT.byteSize();

  private final MemorySegment segment = MEMORY.next();
  private final ChannelMemory memory = new ChannelMemory(segment, 0, 16, 0, 1L << 56);
  private final GivenCredit given = new GivenCredit(memory, 0);
  private final HeldCredit held = new HeldCredit(memory, null);

  @Actor
  public void receiver(JJ_Result result) {
    result.r1 = segment.get(JAVA_LONG, ITEM);
    given.grant(1);
  }

  @Actor
  public void sender(JJ_Result result) {
    if (held.isLeft()) {
      segment.set(JAVA_LONG, ITEM, 2);
      result.r2 = 1;
    }
  }
}
