package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.lane.LaneOptions;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writes random words into the memory of a connection that two other JVMs use: each of them ends it
 * with a protocol error or goes on, and nothing else happens to either, or to another connection of
 * the server's.
 *
 * <p>To run one again, or longer: {@code -Dranvier.test.seed=1 -Dranvier.test.fuzzMs=60000}; with
 * one kind of damage only: {@code -Dranvier.test.fuzzWay=REPLY}.
 */
@Tag("process")
@Timeout(7_200)
final class FuzzProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("ranvier.test.seed", System.nanoTime());
  private static final long SHORT_MS = Long.getLong("ranvier.test.fuzzMs", 30_000);
  private static final FuzzMutator.Way WAY =
      Optional.ofNullable(System.getProperty("ranvier.test.fuzzWay"))
          .map(FuzzMutator.Way::valueOf)
          .orElse(null);
  private static final long LONG_MS = TimeUnit.MINUTES.toMillis(20);
  private static final int HONEST = 8;
  private static final int MOST_FAILURES = 10;
  private static final String[] FLAGS = {
    "-Xmx96m", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Rate honest = new Rate();
  private final Rate damaged = new Rate();
  private final TreeMap<String, Integer> ends = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private ChildJvm server;
  private ChildJvm user;
  private ChildJvm untouched;

  /** Calls of the untouched connection, over the rounds of one kind. */
  private static final class Rate {
    private long calls;
    private long ns;

    double perSecond() {
      return calls * 1e9 / Math.max(1, ns);
    }
  }

  // verifies L9
  @Test
  @DisplayName("whatever stands in its memory, only that connection ends, by a protocol error")
  void survivesWhatStandsInItsMemory() throws Exception {
    run(SHORT_MS);
  }

  @Test
  @Tag("soak")
  @DisplayName("the same for twenty minutes")
  void survivesForMinutes() throws Exception {
    run(LONG_MS);
  }

  private void run(long durationMs) throws Exception {
    System.out.println("FuzzProcessTest seed " + SEED);
    try (TestRoot root = TestRoot.create();
        ChildJvm serving = start(root, "serve")) {
      server = serving;
      server.awaitLine("listening", DEADLINE);
      try (ChildJvm calling = start(root, "echo");
          ChildJvm using = start(root, "use")) {
        untouched = calling;
        user = using;
        user.awaitLine("ready", DEADLINE);
        untouched.awaitLine("ready", DEADLINE);
        server.send("steady");
        assertEquals("", server.awaitLine("ready", DEADLINE));
        rounds(root, durationMs);
        for (ChildJvm child : new ChildJvm[] {user, untouched, server}) {
          child.send("end");
          assertEquals("", child.awaitLine("ended", DEADLINE));
          assertEquals(0, child.awaitExit(DEADLINE));
          assertEquals("", child.standardError());
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "FuzzProcessTest rounds %s, untouched %.0f calls/s beside honest rounds, %.0f beside"
            + " others%n",
        ends,
        honest.perSecond(),
        damaged.perSecond());
    assertTrue(
        ends.keySet().stream().anyMatch(end -> end.contains("PROTOCOL_ERROR")), () -> "" + ends);
    assertTrue(damaged.perSecond() >= 0.8 * honest.perSecond(), "the untouched connection's rate");
  }

  private static ChildJvm start(TestRoot root, String role) {
    return ChildJvm.of(FuzzChild.class).flags(FLAGS).args(root.path(), role).start();
  }

  private void rounds(TestRoot root, long durationMs) throws Exception {
    long startNs = System.nanoTime();
    for (int round = 0;
        failures.size() < MOST_FAILURES
            && System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(durationMs);
        round++) {
      int options = random.nextInt(12);
      SplittableRandom own = random.split();
      user.send("connect %d %d".formatted(options, own.nextLong()));
      long id = Long.parseLong(user.awaitLine("connected", DEADLINE));
      boolean isHonest = id % HONEST == 0;
      LaneOptions victim = FuzzChild.options(options).outbound();
      FuzzTargets targets = new FuzzTargets(victim, FuzzChild.options(0).outbound());
      String log = "";
      try (FuzzMutator mutator =
          new FuzzMutator(
              root.resolve(FuzzChild.NAME + "/region-%016x".formatted(id)), targets, own)) {
        Rate rate = isHonest ? honest : damaged;
        long calls = count();
        long fromNs = System.nanoTime();
        long untilNs = fromNs + TimeUnit.MILLISECONDS.toNanos(round < 5 ? 500 : 120);
        damage(mutator, isHonest ? 0 : 1 << own.nextInt(12), untilNs, own);
        if (round >= 10 && FuzzChild.isCalm(id)) {
          rate.calls += count() - calls;
          rate.ns += System.nanoTime() - fromNs;
        }
        log = mutator.log();
      }
      try {
        finish(isHonest);
      } catch (AssertionError e) {
        failures.add(
            "seed %d, round %d, options %d: %s, after: %s"
                .formatted(SEED, round, options, e.getMessage(), log));
      }
    }
  }

  private long count() {
    untouched.send("count");
    return Long.parseLong(untouched.awaitLine("count", DEADLINE));
  }

  private static void damage(
      FuzzMutator mutator, int times, long untilNs, SplittableRandom random) {
    FuzzMutator.Way only = WAY;
    if (only == null && random.nextBoolean()) {
      only = FuzzMutator.Way.random(random);
    }
    pauseUntil(System.nanoTime() + random.nextInt(60_000_000));
    mutator.mapFurther();
    long stepNs = Math.max(0, untilNs - System.nanoTime()) / Math.max(1, times);
    for (int i = 0; i < times; i++) {
      if (i % 32 == 31) {
        mutator.mapFurther();
      }
      mutator.mutate(only == null ? FuzzMutator.Way.random(random) : only);
      pauseUntil(untilNs - (times - i) * stepNs);
    }
    pauseUntil(untilNs);
  }

  private static void pauseUntil(long ns) {
    for (long left = ns - System.nanoTime(); left > 0; left = ns - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void finish(boolean isHonest) {
    user.send("finish");
    String[] used = user.awaitLine("finished", DEADLINE).split(" ", 2);
    server.send("finish");
    String[] served = server.awaitLine("finished", DEADLINE).split(" ", 2);
    ends.merge((isHonest ? "honest " : "") + used[0] + "/" + served[0], 1, Integer::sum);
    assertEquals("", used.length > 1 ? "client: " + used[1] : "");
    assertEquals("", served.length > 1 ? "server: " + served[1] : "");
    assertTrue(FuzzSide.isLegalEnd(used[0]), used[0]);
    assertTrue(FuzzSide.isLegalEnd(served[0]), served[0]);
    assertTrue(!isHonest || used[0].equals("ALIVE"), used[0]);
  }
}
