package io.ranvier.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class JsonReportTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          "25",
          "a \"quoted\" processor",
          "Linux",
          "abc",
          "2025-01-01T00:00:00Z",
          1,
          List.of(0, 1),
          10,
          100,
          1_000,
          new Topology(1, 2, 2, List.of()),
          List.of());

  @Test
  void keepsTheOrderOfTheRecords() throws IOException {
    Map<String, Object> parsed = JSON.std.mapFrom(JsonReport.write(report()));
    assertEquals(
        List.of(
            "scenario",
            "payloadBytes",
            "wait",
            "inFlight",
            "rounds",
            "environment",
            "results",
            "ratios",
            "discardedRounds"),
        List.copyOf(parsed.keySet()));
    assertEquals("spin", parsed.get("wait"));
    assertEquals("a \"quoted\" processor", ((Map<?, ?>) parsed.get("environment")).get("cpu"));
  }

  @Test
  void leavesOutWhatIsNotThere() throws IOException {
    Map<String, Object> parsed = JSON.std.mapFrom(JsonReport.write(report()));
    Map<?, ?> result = (Map<?, ?>) ((List<?>) parsed.get("results")).getFirst();
    assertFalse(result.containsKey("parksPerRoundTrip"));
    assertEquals(1.5, ((Map<?, ?>) ((Map<?, ?>) parsed.get("ratios")).get("a/b")).get("p50"));
  }

  @Test
  void givesTheLengthOfEachResultAndOfTheRunIfItHasOne() throws IOException {
    Map<String, Object> one = JSON.std.mapFrom(JsonReport.write(report()));
    assertEquals(32, one.get("payloadBytes"));
    assertEquals(32, ((Map<?, ?>) ((List<?>) one.get("results")).getFirst()).get("payloadBytes"));
    Map<String, Object> several =
        JSON.std.mapFrom(
            JsonReport.write(
                new RunReport("stream", null, "spin", 1, 1, ENVIRONMENT, List.of(), Map.of(), 0)));
    assertFalse(several.containsKey("payloadBytes"));
  }

  @Test
  void givesEachOfSeveralReportsAMemberInTheirOrder() throws IOException {
    SequencedMap<String, RunReport> reports = new LinkedHashMap<>();
    reports.put("z", report());
    reports.put("a", report());
    Map<String, Object> parsed = JSON.std.mapFrom(JsonReport.write(reports));
    assertEquals(List.of("z", "a"), List.copyOf(parsed.keySet()));
    assertEquals(JSON.std.mapFrom(JsonReport.write(report())), parsed.get("a"));
  }

  @Test
  void saysWhyAContenderIsMissing() throws IOException {
    Map<String, Object> parsed = JSON.std.mapFrom(JsonReport.write(report()));
    assertEquals(
        Map.of("name", "b", "unavailable", "no such thing here"),
        ((List<?>) parsed.get("results")).getLast());
  }

  private static RunReport report() {
    Result.LatencyLimit limit = new Result.LatencyLimit(100, 120);
    return new RunReport(
        "rtt",
        32,
        "spin",
        1,
        1,
        ENVIRONMENT,
        List.of(
            new Result.Latency(
                "a", 32, 150, 160, 170, 180, 190, 1_000, limit, limit, null, List.of()),
            new Result.Unavailable("b", "no such thing here")),
        Map.of("a/b", new Ratio.Latency(1.5, 1.4, 50, List.of(1.4, 1.6), List.of(1.4, 1.6))),
        0);
  }
}
