package io.ranvier.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import org.junit.jupiter.api.function.Executable;

/** Says in one line which error a test expects. */
final class Failures {
  private Failures() {}

  /** Runs the action, which must throw that code with a message that contains each fragment. */
  static void assertFails(ErrorCode code, Executable action, String... fragments) {
    RanvierException thrown = assertThrows(RanvierException.class, action);
    assertEquals(code, thrown.code(), thrown.getMessage());
    for (String fragment : fragments) {
      assertTrue(thrown.getMessage().contains(fragment), thrown.getMessage());
    }
  }
}
