package io.ranvier.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.lane.LaneOptions;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random channels between two JVMs, 32 opened by either at the same time, both ways, with calls
 * going on: each item is checked for its channel, its number and its bytes, each channel for the
 * end that its script says, and everything is free at the end.
 *
 * <p>Each connection has options of its own, and ends in one of three ways: when all is quiet, or
 * in mid-traffic by either side.
 *
 * <p>To run one again, or longer: {@code -Dranvier.test.seed=1 -Dranvier.test.stressMs=60000}.
 */
@Tag("process")
@Timeout(300)
final class ChannelStressProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final long SEED = Long.getLong("ranvier.test.seed", System.nanoTime());
  private static final long SHORT_MS = Long.getLong("ranvier.test.stressMs", 5_000);
  private static final long LONG_MS = 60_000;
  private static final int CHANNELS = 64;

  private final ChannelStressTally tally = new ChannelStressTally();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private ClientOptions options;
  private Path files;
  private ChildJvm server;
  private int rounds;

  // verifies S1, S2, S4, S5, S7, D7, D9, D19
  @Test
  @DisplayName("every item arrives in order and whole, and every channel ends as its script says")
  void losesNothing() throws Exception {
    run(SHORT_MS);
  }

  @Test
  @Tag("soak")
  @DisplayName("the same for a minute")
  void losesNothingForAMinute() throws Exception {
    run(LONG_MS);
  }

  /** Draws options: so little memory, often, that everything runs out. */
  static ConnectionOptions options(SplittableRandom random) {
    ChannelOptions channels =
        ChannelOptions.defaults()
            .withCount(CHANNELS)
            .withRingCells(random.nextBoolean() ? 64 : 256)
            .withPayloadBytes(random.nextBoolean() ? 300_000 : 2 << 20);
    Waiting waiting = random.nextBoolean() ? Waiting.adaptive() : Waiting.park();
    return ConnectionOptions.defaults()
        .withOutbound(LaneOptions.defaults().withChannels(channels))
        .withExtentQuotaBytes(256L << 20)
        .withExtentIdleNs(random.nextBoolean() ? 1 : 100_000_000)
        .withWaiting(waiting);
  }

  private void run(long durationMs) throws Exception {
    System.out.println("ChannelStressProcessTest seed " + SEED);
    try (TestRoot root = TestRoot.create();
        ChildJvm child =
            ChildJvm.of(ChannelStressChild.class).args(root.path(), random.nextLong()).start()) {
      server = child;
      options = ClientOptions.defaults().withRoot(root.path());
      files = root.resolve(ChannelStressChild.NAME);
      String serverOptions = server.awaitLine("listening", DEADLINE);
      long startNs = System.nanoTime();
      do {
        connection(rounds % 3);
      } while (++rounds < 3
          || System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(durationMs));
      server.send("finish");
      System.out.println("ChannelStressProcessTest client rounds=" + rounds + " " + tally);
      System.out.println("ChannelStressProcessTest server " + server.awaitLine("tally", DEADLINE));
      assertEquals(0, server.awaitExit(DEADLINE));
      assertEquals("", server.standardError(), serverOptions);
      assertTrue(Files.notExists(files), "left behind: " + files);
    } catch (Throwable t) {
      throw new AssertionError("seed %d: %s: %s".formatted(SEED, t, tally.wrong()), t);
    }
    assertTrue(tally.mostOpen() >= CHANNELS / 2, tally::toString);
    for (String how : new String[] {"SENT", "END", "RESET", "CLOSED", "echoed"}) {
      assertTrue(tally.count(how) > 0, tally::toString);
    }
  }

  /** The life of one connection. */
  private void connection(int end) throws Exception {
    ConnectionOptions own = options(random);
    Connection connection = Ranvier.connect(ChannelStressChild.NAME, options.withConnection(own));
    try (connection) {
      ChannelStressSide side = ChannelStressSide.start(connection, tally, random.split());
      FutureTask<Void> poller = new FutureTask<>(() -> poll(connection), null);
      Thread.ofPlatform().daemon().name("poller").start(poller);
      Thread.sleep(200 + random.nextInt(1_000));
      assertEquals("", tally.wrong());
      assertTrue(connection.end().isEmpty(), () -> connection.end().toString());
      switch (end) {
        case 0 -> quiet(side);
        case 1 -> connection.close();
        default -> {
          server.send("hang up");
          server.awaitLine("hung up", DEADLINE);
        }
      }
      side.join();
      connection.close();
      poller.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(ErrorCode.CONNECTION_CLOSED, connection.end().orElseThrow().code());
      server.send("next");
      assertEquals("", server.awaitLine("next", DEADLINE));
      assertEquals("", tally.wrong());
    } catch (Throwable t) {
      server.send("wrong");
      String there = server.awaitLine("wrong", DEADLINE);
      throw new AssertionError(
          "%s: server: %s, end=%d, %s, %s".formatted(t, there, end, connection, own), t);
    }
  }

  /** Nobody opens channels any more, and all are over: nothing is left of them. */
  private void quiet(ChannelStressSide side) {
    side.stop();
    server.send("stop");
    assertEquals("", server.awaitLine("stopped", DEADLINE));
    side.join();
    side.awaitClean();
    server.send("clean");
    assertEquals("", server.awaitLine("clean", DEADLINE));
    Pair.await("extents gone", () -> connectionFiles() == 1);
  }

  private long connectionFiles() {
    try (Stream<Path> entries = Files.list(files)) {
      return entries.filter(path -> path.getFileName().toString().startsWith("region")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void poll(Connection connection) {
    int handled = 0;
    while (handled >= 0) {
      handled = connection.receive(frame -> {}, 64, Long.MAX_VALUE);
    }
  }
}
