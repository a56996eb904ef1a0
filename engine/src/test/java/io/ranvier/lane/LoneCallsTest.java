package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LoneCallsTest {
  private static final int LIMIT = 100;

  /** More lone calls than it takes to notice them. */
  private static final int MANY = 1_000;

  private final LoneCalls lone = new LoneCalls();

  @Test
  @DisplayName("calls that come alone are taken one at a time, but for a trial now and then")
  void noticesLoneCalls() {
    int apart = 0;
    for (int i = 0; i < MANY; i++) {
      int most = lone.approach(LIMIT);
      apart += most == 1 ? 1 : 0;
      assertEquals(most == 1 ? 1 : LIMIT, most);
      lone.passed(1, true);
    }
    assertEquals(15.0 / 16, (double) apart / MANY, 0.03);
  }

  @Test
  @DisplayName("calls that come together are noticed in the next trial")
  void noticesThatSeveralCome() {
    passAlone(MANY);
    int passes = 0;
    while (lone.approach(LIMIT) == 1) {
      passes++;
      lone.passed(1, true);
    }
    assertTrue(passes < 16, "passes=" + passes);
    lone.passed(2, true);
    for (int i = 0; i < 16; i++) {
      assertEquals(LIMIT, lone.approach(LIMIT));
      lone.passed(1, true);
    }
  }

  @Test
  @DisplayName("frames that are no calls are not waited for apart")
  void mindsCallsOnly() {
    passAlone(MANY);
    lone.passed(1, false);
    assertEquals(LIMIT, lone.approach(LIMIT));
    for (int i = 0; i < MANY; i++) {
      lone.passed(1, false);
      assertEquals(LIMIT, lone.approach(LIMIT));
    }
  }

  @Test
  @DisplayName("a limit of none stays one of none")
  void keepsTheLimit() {
    passAlone(20);
    assertEquals(0, lone.approach(0));
  }

  @Test
  @DisplayName("a pass that brought nothing tells nothing")
  void ignoresEmptyPasses() {
    passAlone(20);
    assertEquals(1, lone.approach(LIMIT));
    lone.passed(0, true);
    assertEquals(1, lone.approach(LIMIT));
  }

  private void passAlone(int count) {
    for (int i = 0; i < count; i++) {
      lone.passed(1, true);
    }
  }
}
