package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Sender;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Clients outlive their servers, and come before them. */
@Tag("process")
@Timeout(120)
final class ReconnectProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  private final TestRoot root = TestRoot.create();
  private final ClientOptions options = ClientOptions.defaults().withRoot(root.path());
  private final List<Connection> opened = new ArrayList<>();

  @AfterEach
  void close() {
    root.close();
  }

  private ChildJvm serve(long epoch) {
    ChildJvm server = ChildJvm.of(EndsChild.class).args("serve", root.path()).start();
    assertEquals("" + epoch, server.awaitLine("listening", DEADLINE));
    return server;
  }

  // verifies L6
  @Test
  @DisplayName("a client that waits for its server connects when that has come")
  void waitsForAServerThatIsNotThereYet() throws Exception {
    Refusals.expect(
        ErrorCode.NO_SUCH_ENDPOINT, EndsChild.NAME, () -> Ranvier.connect(EndsChild.NAME, options));
    long startNs = System.nanoTime();
    long waitNs = TimeUnit.MILLISECONDS.toNanos(300);
    Refusals.expect(
        ErrorCode.NO_SUCH_ENDPOINT,
        EndsChild.NAME,
        () -> Ranvier.connect(EndsChild.NAME, options.withServerWaitNs(waitNs)));
    assertTrue(System.nanoTime() - startNs >= waitNs);
    FutureTask<Connection> early =
        new FutureTask<>(() -> Ranvier.connect(EndsChild.NAME, options.withServerWaitNs(LONG_NS)));
    Thread.ofPlatform().daemon().start(early);
    try (ChildJvm server = serve(1);
        Connection client = early.get(30, TimeUnit.SECONDS)) {
      assertEchoes(client);
      server.send("");
      server.awaitLine("closed", DEADLINE);
    }
  }

  // verifies L6
  @Test
  @DisplayName("a server is killed and comes again with a new epoch: its clients fail, and go on")
  void connectsAgainToARestartedServer() {
    try (Reconnecting client =
        Reconnecting.to(EndsChild.NAME, options, Backoff.defaults()).onOpen(opened::add)) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        try (ChildJvm server = serve(epoch)) {
          Connection connection = client.connection(LONG_NS);
          assertEchoes(connection);
          assertSame(connection, client.connection(0), "while it lives");
          assertEquals(epoch, client.openedCount());
          server.kill();
          Pair.await("the end", () -> connection.end().isPresent());
          assertEquals(ErrorCode.PEER_DIED, connection.end().orElseThrow().code());
        }
        Refusals.expect(
            ErrorCode.ENDPOINT_STALE, EndsChild.NAME, () -> client.connection(50_000_000));
      }
      assertEquals(3, opened.size());
      assertNotSame(opened.get(0), opened.get(1));
    }
  }

  // verifies L6
  @Test
  @DisplayName("what no waiting mends is told at once; a closed one opens nothing")
  void tellsAtOnceWhatDoesNotPass() throws Exception {
    Reconnecting client = Reconnecting.to(EndsChild.NAME, options, Backoff.defaults());
    Files.writeString(root.resolve(EndsChild.NAME), "no directory");
    long startNs = System.nanoTime();
    RanvierException refusal =
        assertThrows(RanvierException.class, () -> client.connection(LONG_NS));
    assertEquals(ErrorCode.UNSAFE_DIRECTORY, refusal.code(), refusal.getMessage());
    assertTrue(System.nanoTime() - startNs < LONG_NS);
    client.close();
    client.close();
    Refusals.expect(ErrorCode.WRONG_STATE, EndsChild.NAME, () -> client.connection(LONG_NS));
  }

  // verifies L5
  @Test
  @DisplayName(
      "who waits for another thread's attempts has a time of his own, and can be interrupted")
  void waitsForAnotherThreadOnlyForItsOwnTime() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch opened = new CountDownLatch(1);
    try (ChildJvm server = serve(1);
        Reconnecting client =
            Reconnecting.to(
                    EndsChild.NAME, options.withConnectTimeoutNs(100_000_000), Backoff.defaults())
                .onOpen(_ -> {
                  opening.countDown();
                  awaitUninterrupted(opened);
                })) {
      FutureTask<Connection> patient = new FutureTask<>(() -> client.connection(LONG_NS));
      Thread.ofPlatform().daemon().start(patient);
      assertTrue(opening.await(30, TimeUnit.SECONDS));
      try {
        FutureTask<ErrorCode> impatient = refused(() -> client.connection(50_000_000));
        Thread.ofPlatform().daemon().start(impatient);
        assertEquals(ErrorCode.TIMED_OUT, impatient.get(10, TimeUnit.SECONDS));
        FutureTask<ErrorCode> interrupted = refused(() -> client.connection(LONG_NS));
        Thread interruptedThread = Thread.ofPlatform().daemon().start(interrupted);
        interruptedThread.interrupt();
        assertEquals(ErrorCode.INTERRUPTED, interrupted.get(10, TimeUnit.SECONDS));
      } finally {
        opened.countDown();
      }
      assertEchoes(patient.get(30, TimeUnit.SECONDS));
      server.send("");
      server.awaitLine("closed", DEADLINE);
    }
  }

  private static FutureTask<ErrorCode> refused(Executable attempt) {
    return new FutureTask<>(() -> assertThrows(RanvierException.class, attempt).code());
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // verifies L6
  @Test
  @DisplayName("waits double up to the longest, and differ by chance")
  void backsOff() {
    Backoff backoff = new Backoff(10, 100);
    for (int i = 0; i < 1_000; i++) {
      assertBetween(5, 10, backoff.waitNs(1));
      assertBetween(10, 20, backoff.waitNs(2));
      assertBetween(40, 80, backoff.waitNs(4));
      assertBetween(50, 100, backoff.waitNs(5));
      assertBetween(50, 100, backoff.waitNs(Integer.MAX_VALUE));
    }
    long most = new Backoff(Long.MAX_VALUE, Long.MAX_VALUE).waitNs(1_000);
    assertBetween(Long.MAX_VALUE / 2, Long.MAX_VALUE, most);
    assertThrows(RanvierException.class, () -> new Backoff(0, 5));
    assertThrows(RanvierException.class, () -> new Backoff(6, 5));
  }

  private static void assertBetween(long least, long most, long value) {
    assertTrue(value >= least && value <= most, () -> "%d: %d".formatted(most, value));
  }

  private static void assertEchoes(Connection client) {
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      assertTrue(out.send(9, arena.allocate(64), 0, 64, LONG_NS) >= 0);
      assertEquals(1, client.receive(frame -> assertEquals(9, frame.method()), 1, LONG_NS));
    }
  }
}
