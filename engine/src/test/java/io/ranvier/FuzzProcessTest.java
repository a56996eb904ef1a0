package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
 * one kind of damage only: {@code -Dranvier.test.fuzzWay=REPLY}; with none at all: {@code
 * -Dranvier.test.fuzzHonest=true}.
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
  private static final boolean ALL_HONEST = Boolean.getBoolean("ranvier.test.fuzzHonest");
  private static final long LONG_MS = TimeUnit.MINUTES.toMillis(20);
  private static final long COMPARE_MS = 15_000;
  private static final int MOST_COMPARISONS = 4;
  private static final int WARM_UP = 4;
  private static final int MOST_FAILURES = 3;
  private static final String[] FLAGS = {
    "-Xmx96m", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final FuzzRates rates = new FuzzRates();
  private final TreeMap<String, Integer> ends = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private String[] serverFlags = {};
  private int round;
  private ChildJvm server;
  private ChildJvm user;
  private ChildJvm untouched;

  // verifies L9
  @Test
  @DisplayName("whatever stands in its memory, only that connection ends, by a protocol error")
  void survivesWhatStandsInItsMemory() throws Exception {
    run(SHORT_MS);
    assertTrue(ALL_HONEST || rates.isEnough(), rates::toString);
  }

  // verifies L9
  @Test
  @Tag("soak")
  @DisplayName("a survivor that takes its time over a protocol error is noticed")
  void noticesASlowSurvivor() throws Exception {
    serverFlags = new String[] {"-Dranvier.test.slowMs=100"};
    run(COMPARE_MS);
    assertFalse(rates.isEnough(), rates::toString);
  }

  @Test
  @Tag("soak")
  @DisplayName("the same for twenty minutes")
  void survivesForMinutes() throws Exception {
    run(LONG_MS);
    assertTrue(ALL_HONEST || rates.isEnough(), rates::toString);
  }

  private void run(long durationMs) throws Exception {
    System.out.println("FuzzProcessTest seed " + SEED);
    try (TestRoot root = TestRoot.create();
        ChildJvm serving = start(root, "serve", serverFlags)) {
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
        compare(root);
        for (ChildJvm child : new ChildJvm[] {user, untouched, server}) {
          child.send("end");
          assertEquals("", child.awaitLine("ended", DEADLINE));
          assertEquals(0, child.awaitExit(DEADLINE));
          assertEquals("", child.standardError());
        }
      }
    }
    System.out.println("FuzzProcessTest rounds %s, %s".formatted(ends, rates));
    assertEquals(List.of(), failures);
    assertTrue(
        ALL_HONEST || ends.keySet().stream().anyMatch(end -> end.contains("PROTOCOL_ERROR")),
        () -> "" + ends);
  }

  /** What disturbs a comparison from outside can only lower some of its pairs: once more. */
  private void compare(TestRoot root) throws Exception {
    for (int again = 1;
        again < MOST_COMPARISONS && !ALL_HONEST && failures.isEmpty() && !rates.isEnough();
        again++) {
      System.out.println("FuzzProcessTest once more: " + rates);
      rates.again();
      rounds(root, COMPARE_MS);
    }
  }

  private static ChildJvm start(TestRoot root, String role, String... flags) {
    return ChildJvm.of(FuzzChild.class).flags(FLAGS).flags(flags).args(root.path(), role).start();
  }

  /**
   * Of the calm connections every second one is honest, and otherwise like the one before; the
   * others are as busy as they can be.
   */
  private void rounds(TestRoot root, long durationMs) throws Exception {
    long startNs = System.nanoTime();
    while (failures.size() < MOST_FAILURES
        && System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(durationMs)) {
      long lengthMs = round < WARM_UP ? 500 : 120;
      FuzzRound calm = FuzzRound.draw(random, lengthMs);
      play(root, calm, ALL_HONEST);
      play(root, FuzzRound.draw(random, lengthMs), ALL_HONEST);
      play(root, calm, true);
      play(root, FuzzRound.draw(random, lengthMs), ALL_HONEST);
    }
  }

  /** Lets a connection live through a round, and looks at what is left. */
  private void play(TestRoot root, FuzzRound one, boolean isHonest) throws Exception {
    user.send("connect %d %d".formatted(one.options, one.userSeed));
    long id = Long.parseLong(user.awaitLine("connected", DEADLINE));
    Path region = root.resolve(FuzzChild.NAME + "/region-%016x".formatted(id));
    long before = count();
    long fromNs = System.nanoTime();
    String log = one.damage(region, WAY, isHonest);
    long calls = count() - before;
    long ns = System.nanoTime() - fromNs;
    String wrong = "";
    try {
      finish(isHonest);
    } catch (AssertionError e) {
      wrong = e.getMessage();
    }
    if (FuzzChild.isCalm(id) && ++round > WARM_UP) {
      note(isHonest, calls, ns);
    }
    if (!wrong.isEmpty()) {
      failures.add(
          "seed %d, connection %d, options %d: %s, after: %s"
              .formatted(SEED, id, one.options, wrong, log));
    }
  }

  private void note(boolean isHonest, long calls, long ns) {
    if (isHonest) {
      rates.honest(calls, ns);
    } else {
      rates.damaged(calls, ns);
    }
  }

  private long count() {
    untouched.send("count");
    return Long.parseLong(untouched.awaitLine("count", DEADLINE));
  }

  private void finish(boolean isHonest) {
    user.send("finish");
    String[] used = user.awaitLine("finished", DEADLINE).split(" ", 2);
    server.send("finish");
    String[] served = server.awaitLine("finished", DEADLINE).split(" ", 2);
    String both = used[0].replaceAll(":.*", "") + "/" + served[0].replaceAll(":.*", "");
    ends.merge((isHonest ? "honest " : "") + both, 1, Integer::sum);
    assertEquals("", used.length > 1 ? "client: " + used[1] : "");
    assertEquals("", served.length > 1 ? "server: " + served[1] : "");
    assertTrue(FuzzSide.isLegalEnd(used[0]), used[0]);
    assertTrue(FuzzSide.isLegalEnd(served[0]), served[0]);
    assertTrue(!isHonest || used[0].equals("ALIVE"), "honest: " + used[0] + "/" + served[0]);
  }
}
