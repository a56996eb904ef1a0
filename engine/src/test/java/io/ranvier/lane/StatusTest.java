package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StatusTest {
  @Test
  void onlyBackPressureMayPass() {
    assertTrue(Status.isBackPressure(Status.BACK_PRESSURED));
    assertTrue(Status.isBackPressure(Status.NO_PAYLOAD_SLOT));
    for (long status : new long[] {0, 1, Status.TIMED_OUT, Status.CLOSED, Status.PEER_DIED, -99}) {
      assertFalse(Status.isBackPressure(status), Status.name(status));
    }
  }

  @Test
  void everyStatusHasAName() {
    assertEquals("BACK_PRESSURED", Status.name(Status.BACK_PRESSURED));
    assertEquals("NO_PAYLOAD_SLOT", Status.name(Status.NO_PAYLOAD_SLOT));
    assertEquals("TIMED_OUT", Status.name(Status.TIMED_OUT));
    assertEquals("CLOSED", Status.name(Status.CLOSED));
    assertEquals("PEER_DIED", Status.name(Status.PEER_DIED));
    assertEquals("PROTOCOL_ERROR", Status.name(Status.PROTOCOL_ERROR));
    assertEquals("7", Status.name(7));
    assertEquals(Long.toString(Long.MIN_VALUE), Status.name(Long.MIN_VALUE));
  }
}
