package io.ranvier.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
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

  // verifies S2
  @Test
  @DisplayName("what was taken and is not given back yet counts as granted")
  void countsWhatItOwes() {
    GivenCredit credit = new GivenCredit(memory, 1000);
    assertFalse(credit.took(400), credit::toString);
    RanvierException refused =
        assertThrows(RanvierException.class, () -> credit.grant(Integer.MAX_VALUE - 600));
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
    credit.grant(Integer.MAX_VALUE - 1000);
    assertTrue(credit.took(100), credit::toString);
    assertEquals(500L + Integer.MAX_VALUE, ChannelLayout.grantedAcquire(segment, 0));
  }
}
