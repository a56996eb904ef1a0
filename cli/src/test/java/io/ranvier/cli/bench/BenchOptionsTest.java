package io.ranvier.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.cli.CliRun;
import io.ranvier.cli.ExitCode;
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
          --payload    | 32,64      | 'ranvier bench stream' takes several
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
          --report     | /proc/none | /proc/none
          """)
  void refusesABadValue(String option, String value, String reason) {
    CliRun run = CliRun.of("bench", "rtt", option + "=" + value);
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains(option), run::err);
    assertTrue(run.err().contains(reason), run::err);
    assertTrue(run.err().contains("Try 'ranvier bench rtt --help'."), run::err);
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rtt                    | aeron, agrona, agrona-mpsc, chronicle, tcp, pipe, grpc
          throughput             | aeron, agrona, agrona-mpsc, chronicle, tcp, pipe, ranvier-frames-16m
          throughput --mode=call | aeron, agrona, agrona-mpsc, chronicle, tcp, pipe, grpc
          """)
  void namesThePeersThereAre(String scenario, String peers) {
    CliRun run = CliRun.of(("bench " + scenario + " --contenders=warp").split(" "));
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains(" uds, " + peers + System.lineSeparator()), run::err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --mode=call --in-flight=0    | --in-flight | from 1 to 1024 are possible: 0
          --mode=call --in-flight=1025 | --in-flight | from 1 to 1024 are possible: 1025
          --mode=call --in-flight=many | --in-flight | many
          --in-flight=64               | --in-flight | add --mode call
          --mode=frame --in-flight=64  | --in-flight | add --mode call
          --mode=datagram              | --mode      | datagram
          """)
  void refusesABadModeOrNumberOfCalls(String options, String option, String reason) {
    CliRun run = CliRun.of(("bench throughput " + options).split(" "));
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains(option), run::err);
    assertTrue(run.err().contains(reason), run::err);
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rtt                    | limit, ranvier, ranvier-frames, uds
          large                  | limit, ranvier, ranvier-handover, uds
          throughput             | limit-stream, ranvier-frames, uds
          throughput --mode=call | limit-stream, ranvier, ranvier-frames, uds
          stream                 | limit-stream, limit-memory, ranvier, ranvier-frames
          stream --payload=4096  | limit-memory, ranvier, ranvier-frames
          stream --payload=32    | limit-stream, ranvier, ranvier-frames
          stream --receivers=2   | limit-stream, limit-memory, ranvier, ranvier-broadcast
          connect                | ranvier, uds
          idle                   | ranvier
          open-loop              | limit, ranvier, uds
          fanin                  | ranvier
          """)
  void namesTheContendersOfTheScenario(String scenario, String contenders) {
    CliRun run = CliRun.of(("bench " + scenario + " --contenders=x").split(" "));
    assertTrue(run.err().contains("is not one of " + contenders), run::err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          32,32       | a length is named twice
          32,-1       | -1 is not in 0 to 67108864
          32,67108865 | is not in 0 to 67108864
          """)
  void refusesBadLengths(String lengths, String reason) {
    CliRun run = CliRun.of("bench", "stream", "--payload=" + lengths);
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains("--payload"), run::err);
    assertTrue(run.err().contains(reason), run::err);
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stream --receivers   | 0    | 0 is not in 1 to 64
          stream --receivers   | 1,65 | 65 is not in 1 to 64
          stream --receivers   | 2,2  | a number is named twice
          stream --receivers   | some | some
          idle --connections   | 0    | 0 is not in 1 to 1000
          idle --connections   | 1001 | 1001 is not in 1 to 1000
          idle --connections   | 9,9  | a number is named twice
          open-loop --rate     | 0    | 0 is not in 1 to 10000000
          open-loop --rate     | 7,7  | a number is named twice
          fanin --clients      | 65   | 65 is not in 1 to 64
          fanin --idle         | 0    | 0 is not in 1 to 1000
          """)
  void refusesBadNumbersOfWhatAScenarioCounts(String option, String numbers, String reason) {
    CliRun run = CliRun.of(("bench " + option + "=" + numbers).split(" "));
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains(option.substring(option.indexOf(' ') + 1)), run::err);
    assertTrue(run.err().contains(reason), run::err);
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --contenders=warp    | 'warp' is not one of limit, ranvier, ranvier-frames, uds
          --contenders=uds,uds | named twice
          --payload=32,64      | 'ranvier bench stream' takes several
          --rounds=0           | 0 is not in 1 to 999
          """)
  void refusesBeforeAnyOfAllScenariosBegins(String option, String reason) {
    CliRun run = CliRun.of("bench", "all", option);
    assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
    assertTrue(run.err().contains(reason), run::err);
    assertTrue(run.err().contains("Try 'ranvier bench all --help'."), run::err);
    assertEquals("", run.out());
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
