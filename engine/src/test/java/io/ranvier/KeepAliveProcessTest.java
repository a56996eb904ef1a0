package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.connection.KeepAlive;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pings between two JVMs, one of which is stopped now and then. */
@Tag("process")
@Timeout(120)
final class KeepAliveProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  private final TestRoot root = TestRoot.create();

  @AfterEach
  void close() {
    root.close();
  }

  private Connection connect(KeepAlive keepAlive) {
    ConnectionOptions options = ConnectionOptions.defaults().withKeepAlive(keepAlive);
    return Ranvier.connect(
        EndsChild.NAME, ClientOptions.defaults().withRoot(root.path()).withConnection(options));
  }

  // verifies L8, L3
  @Test
  @DisplayName("a stopped peer answers no ping; only who has set a limit ends the connection")
  void endsOnlyWhatWasToEnd() {
    KeepAlive limited =
        new KeepAlive(TimeUnit.MILLISECONDS.toNanos(250), TimeUnit.MILLISECONDS.toNanos(1_500));
    try (ChildJvm server = ChildJvm.of(EndsChild.class).args("serve", root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      try (Connection patient = connect(KeepAlive.off());
          Connection impatient = connect(limited)) {
        assertTrue(patient.ping(LONG_NS) > 0);
        // Longer than the limit, and idle: the answers are all the traffic there is.
        assertEquals(0, impatient.receive(frame -> {}, 1, TimeUnit.SECONDS.toNanos(3)));
        assertEquals(ConnectionState.OPEN, impatient.state());
        server.signal("STOP");
        Refusals.expect(
            ErrorCode.TIMED_OUT, "ping", () -> patient.ping(TimeUnit.MILLISECONDS.toNanos(100)));
        assertEquals(Status.CLOSED, (long) impatient.receive(frame -> {}, 1, LONG_NS));
        ConnectionEnd end = impatient.end().orElseThrow();
        assertEquals(ErrorCode.TIMED_OUT, end.code(), end::toString);
        Refusals.expect(ErrorCode.CONNECTION_CLOSED, "ping", () -> impatient.ping(LONG_NS));
        assertEquals(ConnectionState.OPEN, patient.state());
        server.signal("CONT");
        assertTrue(patient.ping(LONG_NS) > 0);
        assertEchoes(patient);
      }
      server.send("");
      server.awaitLine("closed", DEADLINE);
      assertEquals(0, server.awaitExit(DEADLINE));
      assertEquals("", server.standardError());
    }
  }

  private static void assertEchoes(Connection client) {
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      assertTrue(out.send(9, arena.allocate(64), 0, 64, LONG_NS) >= 0);
      assertEquals(1, client.receive(frame -> assertEquals(9, frame.method()), 1, LONG_NS));
    }
  }
}
