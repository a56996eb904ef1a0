package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Sender;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose files somebody takes away. */
@Timeout(60)
final class LostNameTest {
  private final Pair pair = new Pair();

  @AfterEach
  void close() throws Exception {
    try {
      pair.close();
    } finally {
      // What is left of an endpoint without its files is nobody's; the root goes with the test.
      assertTrue(Files.notExists(pair.root.path()), "the root is gone");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"control", "socket", "life"})
  @DisplayName("L6 the server says so, once, within seconds; who is connected does not notice")
  void serverNoticesThatItsFilesAreGone(String file) throws Exception {
    pair.echo(pair.serverOptions());
    Connection client = pair.connect();
    Path endpoint = pair.root.resolve("pair");
    assertNull(pair.failures.peek());
    Files.delete(endpoint.resolve(file));
    Throwable failure = pair.failures.poll(20, TimeUnit.SECONDS);
    assertNotNull(failure, "the server says nothing");
    RanvierException lost = (RanvierException) failure;
    assertEquals(ErrorCode.ENDPOINT_LOST, lost.code());
    assertTrue(lost.getMessage().contains("endpoint pair is lost"), lost.getMessage());
    assertTrue(lost.getMessage().contains(file), lost.getMessage());
    try (Sender sender = client.exclusiveSender()) {
      assertTrue(sender.trySend(1, Arena.ofAuto().allocate(8), 0, 8) >= 0);
      assertEquals(1, client.receive(_ -> {}, 1, Pair.LONG_NS));
    }
  }
}
