package io.ranvier.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.ErrorCode;
import io.ranvier.stress.CallStressActor.Cast;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random calls between two JVMs, both ways, with an oracle: each ends once, with the right answer
 * or a legal error; no reply carries another call's bytes; no handler ran whose caller was told
 * that a retry is safe; and everything is free at the end.
 *
 * <p>Each connection has options of its own, and ends in one of three ways: when all is quiet, or
 * with calls in flight by either side.
 *
 * <p>To run one again, or longer: {@code -Dranvier.test.seed=1 -Dranvier.test.stressMs=60000}.
 */
@Tag("process")
@Timeout(240)
final class CallStressProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final long SEED = Long.getLong("ranvier.test.seed", System.nanoTime());
  private static final long SHORT_MS = Long.getLong("ranvier.test.stressMs", 5_000);
  private static final long LONG_MS = 60_000;

  private final CallStressLedger ledger = new CallStressLedger();
  private final CallStressHandler handler = new CallStressHandler(ledger);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private ClientOptions options;
  private ChildJvm server;
  private int rounds;

  // verifies C1, C2, C4, C5, C6, C7, C13, D1, D3, D6, R4, R5, R6, R7, R8, R9
  @Test
  @DisplayName("every call ends once, with the right answer or a legal error")
  void endsEveryCallOnce() throws Exception {
    run(SHORT_MS);
  }

  @Test
  @Tag("soak")
  @DisplayName("the same for a minute")
  void endsEveryCallOnceForAMinute() throws Exception {
    run(LONG_MS);
  }

  private void run(long durationMs) throws Exception {
    System.out.println("CallStressProcessTest seed " + SEED);
    try (TestRoot root = TestRoot.create();
        ChildJvm child =
            ChildJvm.of(CallStressChild.class).args(root.path(), random.nextLong()).start()) {
      server = child;
      options = ClientOptions.defaults().withRoot(root.path());
      String serverOptions = server.awaitLine("listening", DEADLINE);
      long startNs = System.nanoTime();
      do {
        connection();
      } while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(durationMs));
      finish(root.resolve("handled"));
      System.out.println("CallStressProcessTest client rounds=" + rounds + " " + ledger);
      System.out.println("CallStressProcessTest server " + server.awaitLine("tally", DEADLINE));
      assertEquals(0, server.awaitExit(DEADLINE));
      assertEquals("", server.standardError(), serverOptions);
    } catch (Throwable t) {
      throw new AssertionError("seed %d: %s: %s".formatted(SEED, t, ledger.wrong()), t);
    }
    assertTrue(ledger.count(CallStressLedger.ANSWERED) > 100, ledger::toString);
    assertTrue(ledger.count(ErrorCode.APPLICATION_ERROR) > 0, ledger::toString);
    assertTrue(ledger.count(ErrorCode.HANDLER_FAILED) > 0, ledger::toString);
  }

  /** The life of one connection. */
  private void connection() throws Exception {
    rounds++;
    ConnectionOptions own = CallStressOptions.random(random);
    int end = random.nextInt(3);
    AtomicBoolean over = new AtomicBoolean();
    Connection connection = Ranvier.connect(CallStressChild.NAME, options.withConnection(own));
    try (connection) {
      AtomicInteger ends = new AtomicInteger();
      connection.onEnd(_ -> ends.incrementAndGet());
      connection.serve(handler.services(), handler::onFailure);
      FutureTask<Void> poller = new FutureTask<>(() -> poll(connection), null);
      Thread.ofPlatform().daemon().name("poller").start(poller);
      boolean exclusive = CallStressOptions.hasExclusive(own);
      Cast cast = Cast.start(connection, exclusive, ledger, random.split(), over::get);
      runFor(1 + random.nextInt(random.nextBoolean() ? 20 : 1_000), poller);
      switch (end) {
        case 0 -> quiet(connection, cast, over);
        case 1 -> connection.close();
        default -> {
          server.send("hang up");
          server.awaitLine("hung up", DEADLINE);
        }
      }
      cast.join(ledger);
      connection.close();
      poller.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(ErrorCode.CONNECTION_CLOSED, connection.end().orElseThrow().code());
      Pair.await("the end told", () -> ends.get() == 1);
      server.send("next");
      assertEquals("", server.awaitLine("next", DEADLINE));
      assertEquals("", ledger.wrong());
    } catch (Throwable t) {
      throw new AssertionError("%s: end=%d, %s, %s".formatted(t, end, connection, own), t);
    }
  }

  private void quiet(Connection connection, Cast cast, AtomicBoolean over) {
    over.set(true);
    cast.join(ledger);
    server.send("quiet");
    assertEquals("", server.awaitLine("clean", DEADLINE));
    CallStressChild.awaitClean(connection, handler);
  }

  /** Lets the calls run; ends early when the poller does, which it must not. */
  private static void runFor(long ms, FutureTask<Void> poller) throws Exception {
    try {
      var ignored = poller.get(ms, TimeUnit.MILLISECONDS);
      throw new AssertionError("the connection has ended by itself");
    } catch (TimeoutException e) {
      // As it is to be.
    } catch (ExecutionException e) {
      throw new AssertionError("polling failed: " + e.getCause(), e.getCause());
    }
  }

  private static void poll(Connection connection) {
    int handled = 0;
    while (handled >= 0) {
      handled = connection.receive(frame -> {}, 64, Long.MAX_VALUE);
    }
  }

  private void finish(Path file) throws IOException {
    handler.close();
    Files.write(file, handler.handled().toByteArray());
    server.send("finish " + file);
    assertEquals("", server.awaitLine("finished", DEADLINE));
    ledger.compare(BitSet.valueOf(Files.readAllBytes(Path.of(file + ".answer"))));
    assertEquals("", ledger.wrong());
  }
}
