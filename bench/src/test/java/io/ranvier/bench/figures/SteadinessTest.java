package io.ranvier.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SteadinessTest {
  @Test
  void acceptsLimitsThatDifferByTenPercent() {
    assertTrue(Steadiness.isSteady(100, 110));
    assertTrue(Steadiness.isSteady(110, 100));
  }

  @Test
  void refusesLimitsThatDifferByMore() {
    assertFalse(Steadiness.isSteady(100, 110.1));
    assertFalse(Steadiness.isSteady(450, 110));
  }

  @Test
  void refusesALimitOfNothing() {
    assertFalse(Steadiness.isSteady(0, 0));
  }

  @Test
  void measuresDriftAgainstTheSmallerLimit() {
    assertEquals(1.0, Steadiness.drift(200, 100));
    assertEquals(1.0, Steadiness.drift(100, 200));
  }
}
