package io.ranvier.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.ranvier.cli.CliRun;
import io.ranvier.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real, tiny runs with real child JVMs. */
@Timeout(180)
class BenchProcessTest {
  private static final String[] TINY = {"--rounds=1", "--duration=20ms", "--warmup=0s", "--json"};

  @Test
  void printsOneJsonObjectOfRoundTrips(@TempDir Path directory) throws IOException {
    Map<String, Object> report =
        json(
            "rtt", "--contenders=ranvier,ranvier-frames,uds", "--payload=7", "--hgrm=" + directory);
    assertEquals("rtt", report.get("scenario"));
    assertEquals(7, report.get("payloadBytes"));
    assertEquals("spin", report.get("wait"));
    assertEquals(1, report.get("rounds"));
    assertTrue(report.get("discardedRounds") instanceof Integer);
    Map<?, ?> environment = (Map<?, ?>) report.get("environment");
    assertTrue(
        environment
            .keySet()
            .containsAll(
                Set.of("jdk", "cpu", "kernel", "commit", "date", "tier", "pinnedCpus", "topology")),
        environment::toString);
    List<?> results = (List<?>) report.get("results");
    assertEquals(3, results.size());
    for (Object result : results) {
      Map<?, ?> figures = (Map<?, ?>) result;
      for (String name : List.of("p50Ns", "p90Ns", "p99Ns", "p999Ns", "maxNs", "count")) {
        assertTrue(number(figures, name) > 0, figures::toString);
      }
      assertTrue(number((Map<?, ?>) figures.get("limitBefore"), "p50Ns") > 0);
      assertTrue(number((Map<?, ?>) figures.get("limitAfter"), "p50Ns") > 0);
    }
    Map<?, ?> ratios = (Map<?, ?>) report.get("ratios");
    assertEquals(
        Set.of(
            "ranvier/limit",
            "ranvier-frames/limit",
            "uds/limit",
            "ranvier/uds",
            "ranvier-frames/uds"),
        ratios.keySet());
    Map<?, ?> ratio = (Map<?, ?>) ratios.get("uds/limit");
    assertEquals(Set.of("p50", "p99", "overheadNs", "spread", "perRound"), ratio.keySet());
    assertEquals(2, ((List<?>) ratio.get("spread")).size());
    assertEquals(1, ((List<?>) ratio.get("perRound")).size());
    assertTrue(Files.size(directory.resolve("rtt-uds.hgrm")) > 0);
  }

  @Test
  void printsOneJsonObjectOfLongRequests() throws IOException {
    Map<String, Object> report = json("large");
    assertEquals(1 << 20, report.get("payloadBytes"));
    List<?> results = (List<?>) report.get("results");
    assertEquals(
        List.of("limit", "ranvier", "ranvier-32", "ranvier-handover", "uds"),
        results.stream().map(result -> ((Map<?, ?>) result).get("name")).toList());
    assertEquals(32, ((Map<?, ?>) results.get(2)).get("payloadBytes"));
    assertEquals(
        Set.of("ranvier-32/limit", "ranvier-handover/ranvier-32", "ranvier/uds"),
        ((Map<?, ?>) report.get("ratios")).keySet());
  }

  @Test
  void printsOneJsonObjectOfRates() throws IOException {
    Map<String, Object> report = json("throughput", "--contenders=uds", "--wait=park");
    assertEquals("throughput", report.get("scenario"));
    assertEquals("park", report.get("wait"));
    for (Object result : (List<?>) report.get("results")) {
      Map<?, ?> figures = (Map<?, ?>) result;
      double messages = number(figures, "messagesPerSecond");
      assertTrue(messages > 0, figures::toString);
      assertEquals(32 * messages, number(figures, "bytesPerSecond"), 32);
      assertTrue(number((Map<?, ?>) figures.get("limitAfter"), "messagesPerSecond") > 0);
    }
    Map<?, ?> ratio = (Map<?, ?>) ((Map<?, ?>) report.get("ratios")).get("uds/limit-stream");
    assertTrue(number(ratio, "messagesPerSecond") > 0, ratio::toString);
  }

  @Test
  void printsOneJsonObjectOfCalls() throws IOException {
    Map<String, Object> report =
        json("throughput", "--mode=call", "--in-flight=16", "--contenders=ranvier");
    assertEquals(16, report.get("inFlight"));
    assertEquals(Set.of("ranvier/limit-stream"), ((Map<?, ?>) report.get("ratios")).keySet());
  }

  @Test
  void printsOneJsonObjectOfStreams(@TempDir Path directory) throws IOException {
    Map<String, Object> report =
        json("stream", "--payload=65536,32", "--contenders=ranvier", "--hgrm=" + directory);
    assertEquals("stream", report.get("scenario"));
    assertFalse(report.containsKey("payloadBytes"));
    List<Map<?, ?>> results =
        ((List<?>) report.get("results"))
            .stream().<Map<?, ?>>map(result -> (Map<?, ?>) result).toList();
    assertEquals(
        List.of("ranvier@32", "ranvier@65536", "ranvier-paced@32"),
        results.stream().map(figures -> figures.get("name")).toList());
    assertEquals(65_536, results.get(1).get("payloadBytes"));
    assertTrue(number(results.get(1), "messagesPerSecond") > 0, results::toString);
    assertTrue(number(results.get(2), "p99Ns") > 0, results::toString);
    assertEquals(
        Set.of(
            "ranvier@32/limit-stream@32",
            "ranvier@65536/limit-memory@65536",
            "ranvier-paced@32/limit-paced@32"),
        ((Map<?, ?>) report.get("ratios")).keySet());
    assertTrue(Files.size(directory.resolve("stream-ranvier-paced@32.hgrm")) > 0);
  }

  @Test
  void printsOneJsonObjectOfBroadcasts() throws IOException {
    Map<String, Object> report =
        json("stream", "--receivers=2,1", "--payload=2000,32", "--contenders=ranvier-broadcast");
    assertEquals("stream-broadcast", report.get("scenario"));
    List<Map<?, ?>> results =
        ((List<?>) report.get("results"))
            .stream().<Map<?, ?>>map(result -> (Map<?, ?>) result).toList();
    assertEquals(
        List.of(
            "ranvier-broadcast-1@32",
            "ranvier-broadcast-2@32",
            "ranvier-broadcast-1@2000",
            "ranvier-broadcast-2@2000"),
        results.stream().map(figures -> figures.get("name")).toList());
    assertTrue(number(results.get(0), "messagesPerSecond") > 0, results::toString);
    assertTrue(number(results.get(1), "messagesPerSecond") > 0, results::toString);
    assertTrue(results.get(3).toString().contains("992"), results::toString);
    assertEquals(
        Set.of("ranvier-broadcast-1@32/limit-stream@32", "ranvier-broadcast-2@32/limit-stream@32"),
        ((Map<?, ?>) report.get("ratios")).keySet());
  }

  @Test
  void printsOneJsonObjectOfConnects(@TempDir Path directory) throws IOException {
    Map<String, Object> report =
        json("connect", "--contenders=uds", "--wait=park", "--hgrm=" + directory);
    assertEquals("connect", report.get("scenario"));
    Map<?, ?> figures = (Map<?, ?>) ((List<?>) report.get("results")).getFirst();
    for (String name : List.of("coldNs", "p50Ns", "p90Ns", "p99Ns", "p999Ns", "maxNs", "count")) {
      assertTrue(number(figures, name) > 0, figures::toString);
    }
    assertEquals(Map.of(), report.get("ratios"));
    assertTrue(Files.size(directory.resolve("connect-uds.hgrm")) > 0);
  }

  @Test
  void printsOneJsonObjectOfIdleConnections() throws IOException {
    Map<String, Object> report = json("idle", "--connections=5");
    assertEquals("idle", report.get("scenario"));
    assertEquals("park", report.get("wait"));
    Map<?, ?> figures = (Map<?, ?>) ((List<?>) report.get("results")).getFirst();
    assertEquals("ranvier@5", figures.get("name"));
    assertEquals(5, figures.get("connections"));
    assertTrue(number(figures, "cpuPercent") > 0, figures::toString);
  }

  @Test
  void printsOneJsonObjectOfCallsAtFixedRates() throws IOException {
    Map<String, Object> report = json("open-loop", "--rate=2000,1000", "--contenders=ranvier");
    assertEquals("open-loop", report.get("scenario"));
    assertEquals(
        Set.of("ranvier@1000/limit@1000", "ranvier@2000/limit@2000"),
        ((Map<?, ?>) report.get("ratios")).keySet());
  }

  @Test
  void printsOneJsonObjectOfSeveralClients() throws IOException {
    Map<String, Object> report = json("fanin", "--clients=2", "--idle=3", "--wait=park");
    assertEquals("fanin", report.get("scenario"));
    List<?> results = (List<?>) report.get("results");
    Map<?, ?> rate = (Map<?, ?>) results.getFirst();
    assertEquals("ranvier-2", rate.get("name"));
    assertEquals(2, ((Map<?, ?>) rate.get("clients")).get("count"));
    assertEquals("ranvier-among-4", ((Map<?, ?>) results.getLast()).get("name"));
    assertEquals(
        Set.of("ranvier-2/limit", "ranvier-among-4/ranvier-alone"),
        ((Map<?, ?>) report.get("ratios")).keySet());
  }

  /** Of all that have this limit. */
  @Test
  void printsOneJsonObjectOfAllScenarios() throws IOException {
    Map<String, Object> all = json("all", "--contenders=limit-stream", "--wait=park");
    assertEquals(
        List.of("throughput", "throughput-calls", "stream", "stream-broadcast"),
        List.copyOf(all.keySet()));
    all.forEach((name, value) -> {
      Map<?, ?> report = (Map<?, ?>) value;
      assertEquals(name, report.get("scenario"));
      assertFalse(((List<?>) report.get("results")).isEmpty());
      assertTrue(report.get("environment") instanceof Map);
    });
  }

  @Test
  void printsATableForPeopleAndWritesAPage(@TempDir Path directory) throws IOException {
    CliRun run =
        CliRun.of(
            "bench",
            "rtt",
            "--rounds=1",
            "--duration=20ms",
            "--warmup=20ms",
            "--contenders=limit",
            "--report=" + directory.resolve("pages"),
            "--cpus=none");
    assertEquals(ExitCode.OK, run.exitCode(), run::err);
    assertTrue(run.out().contains("p99.9"), run::out);
    assertTrue(run.out().contains("not pinned"), run::out);
    Path page = directory.resolve("pages/rtt.html");
    assertTrue(run.err().contains("wrote " + page), run::err);
    assertTrue(Files.readString(page).contains("<svg"), "a chart of the only contender");
  }

  /**
   * Also beside other scenarios: who reads only the exit code shall not believe there are figures.
   */
  @Test
  void failsWhenNothingCouldBeMeasured() {
    for (String scenario : List.of("rtt", "throughput", "all")) {
      CliRun run = CliRun.of("bench", scenario, "--quick", "--wait=park", "--contenders=agrona");
      assertEquals(ExitCode.FAILED, run.exitCode(), run::err);
      assertTrue(run.out().contains("agrona: it is set up to spin"), run::out);
      assertTrue(run.err().contains("ranvier: "), run::err);
      assertTrue(run.err().contains("measured nothing"), run::err);
    }
  }

  private static Map<String, Object> json(String scenario, String... options) throws IOException {
    String[] arguments = new String[2 + TINY.length + options.length];
    arguments[0] = "bench";
    arguments[1] = scenario;
    System.arraycopy(TINY, 0, arguments, 2, TINY.length);
    System.arraycopy(options, 0, arguments, 2 + TINY.length, options.length);
    CliRun run = CliRun.of(arguments);
    assertEquals(ExitCode.OK, run.exitCode(), run::err);
    assertEquals(1, run.out().lines().count(), run::out);
    return JSON.std.mapFrom(run.out());
  }

  private static double number(Map<?, ?> figures, String name) {
    return ((Number) figures.get(name)).doubleValue();
  }
}
