package io.ranvier.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
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
import java.util.stream.Stream;
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
  private static final long CALM_MS = 60;
  private static final long BUSY_MS = 120;
  private static final long WARM_UP_MS = 300;
  private static final int MOST_FAILURES = 3;
  private static final String[] FLAGS = {
    "-Xmx96m", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final FuzzRates rates = new FuzzRates();
  private final TreeMap<String, Integer> ends = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private String[] serverFlags = {};
  private boolean warm;
  private ChildJvm server;
  private ChildJvm user;
  private ChildJvm untouched;
  private ChildJvm other;

  // verifies L9
  @Test
  @DisplayName("whatever stands in its memory, only that connection ends, by a protocol error")
  void survivesWhatStandsInItsMemory() throws Exception {
    run(SHORT_MS);
    assertTrue(!compares() || rates.isEnough(), rates::toString);
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
    assertTrue(!compares() || rates.isEnough(), rates::toString);
  }

  private void run(long durationMs) throws Exception {
    System.out.println("FuzzProcessTest seed " + SEED);
    try (TestRoot root = TestRoot.create();
        TestRoot otherRoot = TestRoot.create();
        ChildJvm serving = serve(root, serverFlags);
        ChildJvm servingOther = serve(otherRoot)) {
      server = serving;
      // One after the other: on a busy machine a handshake has little time.
      try (ChildJvm calling = connect(root, "echo");
          ChildJvm callingOther = connect(otherRoot, "echo");
          ChildJvm using = connect(root, "use")) {
        untouched = calling;
        other = callingOther;
        user = using;
        for (ChildJvm child : List.of(server, servingOther)) {
          child.send("steady");
          assertEquals("", child.awaitLine("ready", DEADLINE));
        }
        cycles(root, durationMs);
        for (ChildJvm child : List.of(user, untouched, other, server, servingOther)) {
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

  private static ChildJvm serve(TestRoot root, String... flags) {
    ChildJvm child = start(root, "serve", flags);
    child.awaitLine("listening", DEADLINE);
    return child;
  }

  private static ChildJvm connect(TestRoot root, String role) {
    ChildJvm child = start(root, role);
    child.awaitLine("ready", DEADLINE);
    return child;
  }

  private static ChildJvm start(TestRoot root, String role, String... flags) {
    return ChildJvm.of(FuzzChild.class).flags(FLAGS).flags(flags).args(root.path(), role).start();
  }

  /** Only damage of all kinds is sure to end connections. */
  private static boolean compares() {
    return !ALL_HONEST && WAY == null;
  }

  /** For as long, and until the rates have told what they can. */
  private void cycles(TestRoot root, long durationMs) throws Exception {
    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(durationMs);
    boolean settled = !compares();
    while (failures.size() < MOST_FAILURES
        && (System.nanoTime() < untilNs || failures.isEmpty() && !settled)) {
      cycle(root);
      settled = !compares() || rates.isSettled();
    }
  }

  /**
   * Some calm connections that are damaged; as many that are honest and otherwise the same; and
   * some that are damaged and as busy as they can be.
   */
  private void cycle(TestRoot root) throws Exception {
    List<FuzzRound> calm =
        Stream.generate(() -> FuzzRound.draw(random, warm ? CALM_MS : WARM_UP_MS))
            .limit((FuzzChild.CYCLE - FuzzChild.BUSY) / 2)
            .toList();
    FuzzRates.Section damaged = section(root, calm, ALL_HONEST);
    FuzzRates.Section honest = section(root, calm, true);
    if (warm) {
      rates.add(damaged, honest);
    }
    warm = true;
    for (int i = 0; i < FuzzChild.BUSY; i++) {
      boolean ignored = play(root, FuzzRound.draw(random, BUSY_MS), ALL_HONEST);
    }
  }

  /**
   * Lets connections live one after the other, and counts what the untouched one does meanwhile.
   */
  private FuzzRates.Section section(TestRoot root, List<FuzzRound> rounds, boolean isHonest)
      throws Exception {
    long calls = count(untouched);
    long others = count(other);
    long fromNs = System.nanoTime();
    int refusals = 0;
    for (FuzzRound one : rounds) {
      refusals += play(root, one, isHonest) ? 1 : 0;
    }
    long ns = System.nanoTime() - fromNs;
    return new FuzzRates.Section(count(untouched) - calls, count(other) - others, ns, refusals);
  }

  /**
   * Lets a connection live through a round, and looks at what is left; returns whether the server
   * had something to refuse.
   */
  private boolean play(TestRoot root, FuzzRound one, boolean isHonest) throws Exception {
    user.send("connect %d %d".formatted(one.options, one.userSeed));
    long id = Long.parseLong(user.awaitLine("connected", DEADLINE));
    Path region = root.resolve(FuzzChild.NAME + "/region-%016x".formatted(id));
    String log = one.damage(region, WAY, isHonest);
    user.send("finish");
    String[] used = user.awaitLine("finished", DEADLINE).split(" ", 2);
    server.send("finish");
    String[] served = server.awaitLine("finished", DEADLINE).split(" ", 2);
    try {
      check(used, served, isHonest);
    } catch (AssertionError e) {
      failures.add(
          "seed %d, connection %d, options %d: %s, after: %s"
              .formatted(SEED, id, one.options, e.getMessage(), log));
    }
    return served[0].startsWith(ErrorCode.PROTOCOL_ERROR.name());
  }

  private static long count(ChildJvm echo) {
    echo.send("count");
    return Long.parseLong(echo.awaitLine("count", DEADLINE));
  }

  /** Each side has said how the connection had ended, and what is wrong. */
  private void check(String[] used, String[] served, boolean isHonest) {
    String both = used[0].replaceAll(":.*", "") + "/" + served[0].replaceAll(":.*", "");
    ends.merge((isHonest ? "honest " : "") + both, 1, Integer::sum);
    assertEquals("", used.length > 1 ? "client: " + used[1] : "");
    assertEquals("", served.length > 1 ? "server: " + served[1] : "");
    assertTrue(FuzzSide.isLegalEnd(used[0]), used[0]);
    assertTrue(FuzzSide.isLegalEnd(served[0]), served[0]);
    assertTrue(!isHonest || used[0].equals("ALIVE"), "honest: " + used[0] + "/" + served[0]);
  }
}
