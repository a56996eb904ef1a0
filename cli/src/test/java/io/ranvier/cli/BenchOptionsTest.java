package io.ranvier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bad value is refused before anything is measured, in a message that names the option. */
class BenchOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --payload    | -1         | -1 is not in 0 to 67108864
          --payload    | 67108865   | is not in 0 to 67108864
          --payload    | many       | many
          --rounds     | 0          | 0 is not in 1 to 999
          --rounds     | 1000       | is not in 1 to 999
          --duration   | 0ms        | at least 1ms
          --duration   | 5          | not a duration such as 500ms, 2s or 1m
          --duration   | 5h         | not a duration
          --duration   | 61m        | longer than 60m
          --warmup     | -1s        | not a duration
          --wait       | sleep      | neither spin nor park
          --contenders | limit,warp | 'warp' is not one of limit
          --contenders | uds,uds    | named twice
          --cpus       | 1          | two CPU numbers such as 2,3
          --cpus       | 0,0        | two different CPUs
          --cpus       | 0,8000     | CPU 8000 may not be used
          --hgrm       | /proc/none | /proc/none
          """)
  void refusesABadValue(String option, String value, String reason) {
    CliRun run = CliRun.of("bench", "rtt", option + "=" + value);
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains(option), run::err);
    assertTrue(run.err().contains(reason), run::err);
    assertTrue(run.err().contains("Try 'ranvier bench rtt --help'."), run::err);
    assertEquals("", run.out());
  }

  @Test
  void namesTheContendersOfTheScenario() {
    String rtt = CliRun.of("bench", "rtt", "--contenders=x").err();
    assertTrue(rtt.contains("limit, "), rtt);
    String throughput = CliRun.of("bench", "throughput", "--contenders=x").err();
    assertTrue(throughput.contains("limit-stream, "), throughput);
  }

  @Test
  void refusesAnUnknownOption() {
    CliRun run = CliRun.of("bench", "rtt", "--paylod=3");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--paylod"), run::err);
  }

  @Test
  void refusesAFileAsDirectory(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    CliRun run = CliRun.of("bench", "rtt", "--hgrm", file.toString());
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--hgrm"), run::err);
  }
}
