package io.ranvier.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ranvier.ring.ChannelLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class GivenCreditTest {
  private final MemorySegment segment = Arena.ofAuto().allocate(ChannelLayout.totalBytes(64), 128);
  private final ChannelMemory memory = new ChannelMemory(segment, 0, 64, 0, 1L << 56);

  // verifies S2, S3
  @Test
  @DisplayName("with a window of 0 only grants give credit, however many items were taken")
  void givesNothingByItself() {
    GivenCredit credit = new GivenCredit(memory, 0);
    for (int i = 0; i < 5; i++) {
      credit.grant(Integer.MAX_VALUE);
      assertFalse(credit.took(Integer.MAX_VALUE), credit::toString);
    }
    assertEquals(5L * Integer.MAX_VALUE, ChannelLayout.grantedAcquire(segment, 0));
  }
}
