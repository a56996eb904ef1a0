package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.call.EngineMethod;
import io.ranvier.call.MethodId;
import io.ranvier.error.ErrorCode;
import io.ranvier.memory.Reservation;
import org.junit.jupiter.api.Test;

/** Enums that travel as numbers. */
class CodeDocumentTest {
  @Test
  void specificationListsTheErrorCodes() {
    StringBuilder table = new StringBuilder("| number | code |\n|---|---|\n");
    for (ErrorCode code : ErrorCode.values()) {
      table.append("| %d | `%s` |\n".formatted(code.number(), code.name()));
    }
    new GeneratedSection("PROTOCOL.md", "error-codes").mustBe(table.toString());
  }

  @Test
  void engineMethodsKeepTheirNumbers() {
    assertEquals(1, MethodId.method(EngineMethod.OPEN.id()));
    assertEquals(2, MethodId.method(EngineMethod.CLOSE.id()));
    assertEquals(3, MethodId.method(EngineMethod.SUBSCRIBE.id()));
  }

  @Test
  void reservationsKeepTheirNumbers() {
    assertEquals(0, Reservation.FULL.ordinal());
    assertEquals(1, Reservation.ON_FIRST_LEASE.ordinal());
  }
}
