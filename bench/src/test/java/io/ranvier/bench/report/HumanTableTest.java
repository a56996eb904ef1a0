package io.ranvier.bench.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HumanTableTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          "25",
          "processor",
          "Linux",
          "abc",
          "2025-01-01T00:00:00Z",
          0,
          List.of(),
          1,
          100,
          200,
          new Topology(1, 2, 2, List.of()),
          List.of("threads are not pinned"));

  @Test
  void showsFiguresRatiosAndRemarks() {
    Result.RateLimit limit = new Result.RateLimit(60_000_000);
    String text =
        HumanTable.write(
            new RunReport(
                "throughput",
                32,
                "spin",
                1,
                3,
                ENVIRONMENT,
                List.of(
                    new Result.Rate("a", 32, 45_000_000, 1.44e9, 9, limit, limit, List.of()),
                    new Result.Unavailable("b", "needs a daemon")),
                Map.of(
                    "a/limit-stream", new Ratio.Rate(0.75, List.of(0.7, 0.8), List.of(0.7, 0.8))),
                2));
    assertHolds(text, "3 rounds of 200 ms");
    assertHolds(text, "45,000,000");
    assertHolds(text, "1.440");
    assertHolds(text, "0.70 .. 0.80");
    assertHolds(text, "b: needs a daemon");
    assertHolds(text, "2 measurements thrown away");
    assertHolds(text, "a: 0 of 3 rounds count");
    assertHolds(text, "note: threads are not pinned");
    assertHolds(text, "not pinned; commit abc");
  }

  @Test
  void showsRatesAndLatenciesOfSeveralLengths() {
    Result.RateLimit limit = new Result.RateLimit(60_000_000);
    Result.LatencyLimit line = new Result.LatencyLimit(100, 120);
    String text =
        HumanTable.write(
            new RunReport(
                "stream",
                null,
                "spin",
                1,
                3,
                ENVIRONMENT,
                List.of(
                    new Result.Rate("a@4096", 4096, 1_000, 4_096_000, 9, limit, limit, List.of()),
                    new Result.Latency(
                        "a-paced@32", 32, 151, 160, 170, 180, 190, 7, line, line, null, List.of())),
                Map.of(
                    "a@4096/b@4096", new Ratio.Rate(0.75, List.of(0.7, 0.8), List.of(0.7, 0.8)),
                    "a-paced@32/b@32",
                        new Ratio.Latency(1.51, 1.4, 51, List.of(1.4, 1.6), List.of(1.4, 1.6))),
                0));
    assertHolds(text, "stream: spin, 3 rounds");
    assertHolds(text, "0.004");
    assertHolds(text, "p99.9");
    assertHolds(text, "151.0");
    assertHolds(text, "0.70 .. 0.80");
    assertHolds(text, "1.40 .. 1.60");
  }

  @Test
  void showsConnectsWithTheirMemory() {
    String text =
        HumanTable.write(
            new RunReport(
                "connect",
                32,
                "spin",
                1,
                3,
                ENVIRONMENT,
                List.of(
                    new Result.Connect(
                        "a", 32, 45_000_000, 610_000, 1, 2, 3, 4, 5, 1_003_520L, List.of()),
                    new Result.Connect("b", 32, 1, 1, 1, 2, 3, 4, 5, null, List.of())),
                Map.of(),
                0));
    assertHolds(text, "45,000,000");
    assertHolds(text, "610,000");
    assertHolds(text, "   980\n".replace("\n", System.lineSeparator()));
    assertHolds(text, "     -");
  }

  private static void assertHolds(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is missing in:\n" + text);
  }
}
