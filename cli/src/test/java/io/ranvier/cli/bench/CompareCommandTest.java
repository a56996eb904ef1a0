package io.ranvier.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.cli.CliRun;
import io.ranvier.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir private Path directory;

  @Test
  void endsWith0WhenNothingIsSlowerAndWith1WhenOneIs() throws IOException {
    String before = file("a", "rtt", 1.6);
    String after = file("b", "rtt", 2.0);
    CliRun faster = CliRun.of("bench", "compare", after, before);
    assertEquals(ExitCode.OK, faster.exitCode(), faster::err);
    assertTrue(faster.out().contains("faster"), faster::out);
    CliRun slower = CliRun.of("bench", "compare", before, after);
    assertEquals(ExitCode.FAILED, slower.exitCode(), slower::err);
    assertTrue(slower.out().contains("Slower beyond noise: ranvier/limit"), slower::out);
    assertEquals("", slower.err());
  }

  @Test
  @Timeout(120)
  void endsWith1WhenThereIsNothingToJudge() throws IOException {
    String file = measured("uds");
    CliRun run = CliRun.of("bench", "compare", file, file);
    assertEquals(ExitCode.FAILED, run.exitCode(), run::err);
    assertTrue(run.out().contains("Nothing to judge"), run::out);
  }

  @Test
  void endsWith2WhenThereIsNothingToCompare() throws IOException {
    String run = file("a", "rtt", 1.6);
    assertRefused("there is no file", run, directory.resolve("none.json").toString());
    assertRefused(
        "is not a result", run, Files.writeString(directory.resolve("x"), "?").toString());
    assertRefused("is not a result", run, directory.toString());
    assertRefused("scenario differs: rtt and throughput", run, file("b", "throughput", 1.6));
    assertRefused("B.json", run);
  }

  private static void assertRefused(String reason, String... files) {
    String[] arguments = new String[2 + files.length];
    arguments[0] = "bench";
    arguments[1] = "compare";
    System.arraycopy(files, 0, arguments, 2, files.length);
    CliRun run = CliRun.of(arguments);
    assertEquals(ExitCode.USAGE, run.exitCode(), run::out);
    assertTrue(run.err().contains(reason), run::err);
    assertTrue(run.err().contains("Try 'ranvier bench compare --help'."), run::err);
    assertEquals("", run.out());
  }

  /** A real run, of one round, which tells nothing, beside itself. */
  @Test
  @Timeout(120)
  void readsWhatJsonWrites() throws IOException {
    String file = measured("limit,ranvier");
    CliRun run = CliRun.of("bench", "compare", file, file);
    assertEquals(ExitCode.FAILED, run.exitCode(), run::err);
    assertTrue(run.out().contains("ranvier/limit"), run::out);
    assertTrue(run.out().contains("too few rounds"), run::out);
  }

  /** Returns the file of a run of one short round. */
  private String measured(String contenders) throws IOException {
    CliRun run =
        CliRun.of(
            "bench",
            "rtt",
            "--json",
            "--rounds=1",
            "--duration=20ms",
            "--warmup=0s",
            "--contenders=" + contenders);
    assertEquals(ExitCode.OK, run.exitCode(), run::err);
    return Files.writeString(directory.resolve("run.json"), run.out()).toString();
  }

  private String file(String name, String scenario, double ratio) throws IOException {
    String rounds =
        DoubleStream.iterate(ratio, value -> value + 0.001)
            .limit(5)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(","));
    return Files.writeString(
            directory.resolve(name + ".json"),
            """
            {"scenario": "%s", "environment": {"cpu": "x"}, "results": [],
             "ratios": {"ranvier/limit": {"p50": %s, "perRound": [%s]}}}
            """
                .formatted(scenario, ratio, rounds))
        .toString();
  }
}
