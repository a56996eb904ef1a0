package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import org.junit.jupiter.api.function.Executable;

/** Expects refusals by code and by what their messages name. */
final class Refusals {
  private Refusals() {}

  static RanvierException expect(ErrorCode code, Object named, Executable call) {
    RanvierException refusal = assertThrows(RanvierException.class, call);
    assertEquals(code, refusal.code(), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(named.toString()), refusal.getMessage());
    return refusal;
  }
}
