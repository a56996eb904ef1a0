package io.ranvier.endpoint;

import static io.ranvier.endpoint.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.error.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Gateway-1", "orders.v2_test", "0", "-", "_x"})
  void acceptsPlainNames(String value) {
    assertEquals(value, new EndpointName(value).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", ".hidden", "a/b", "../up", "a b", "ä", "a\0b", "a\n", "a\\b"})
  void refusesEverythingElse(String value) {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> new EndpointName(value), "name='" + value + "'");
  }

  @Test
  void refusesMoreThan64Characters() {
    new EndpointName("x".repeat(64));
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> new EndpointName("x".repeat(65)), "length=65", "1..64");
  }

  @Test
  void refusesASocketPathThatNoAddressHolds() {
    Path longRoot = Path.of("/tmp/" + "d".repeat(80));
    new EndpointFiles(longRoot.resolve("short"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> new EndpointFiles(longRoot.resolve("x".repeat(64))),
        "lengthBytes=157",
        "limit=107",
        longRoot.toString());
  }

  @Test
  void fileNamesFollowFromNumbers() {
    EndpointFiles files = new EndpointFiles(Path.of("/r/n"));
    assertEquals(Path.of("/r/n/region-00000000000000ff"), files.region(255));
    assertEquals(Path.of("/r/n/region-ffffffffffffffff-extent-3"), files.extent(-1, 3));
  }
}
