package io.ranvier.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.jmh.Allocation;
import io.ranvier.cli.CliRun;
import io.ranvier.cli.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class JmhCommandTest {
  private static final Allocation NOTHING = new Allocation("a", 0, 1e6, true);
  private static final Allocation ALLOCATES = new Allocation("b", 16, 1e6, true);
  private static final Allocation UNKNOWN = new Allocation("c", 1, 10, true);

  @Test
  void onlyTheHotPathCounts() {
    assertEquals(ExitCode.OK, JmhCommand.exitCode(List.of()));
    assertEquals(ExitCode.OK, JmhCommand.exitCode(List.of(NOTHING, elsewhere(ALLOCATES))));
    assertEquals(ExitCode.OK, JmhCommand.exitCode(List.of(elsewhere(UNKNOWN))));
    assertEquals(ExitCode.FAILED, JmhCommand.exitCode(List.of(NOTHING, UNKNOWN, ALLOCATES)));
    assertEquals(ExitCode.CHECK_FAILED, JmhCommand.exitCode(List.of(UNKNOWN, NOTHING)));
  }

  private static Allocation elsewhere(Allocation allocation) {
    return new Allocation(
        allocation.benchmark(), allocation.bytesPerOperation(), allocation.operations(), false);
  }

  @Test
  void explainsItself() {
    String help = CliRun.of("bench", "jmh", "--help").out();
    assertTrue(help.contains("ranvier bench jmh [-hV] [PATTERN...] [-- JMH-OPTION...]"), help);
    assertTrue(help.contains("Exit codes:"), help);
  }

  /** As in the command line's usual jar. */
  @Test
  void saysWhereJmhIs() {
    CliRun run = CliRun.of("bench", "jmh", "Slot", "--", "-f", "1");
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("cli/ranvier bench jmh"), run::err);
  }

  @Test
  void optionsOfJmhComeAfterTwoDashes() {
    CliRun run = CliRun.of("bench", "jmh", "Slot", "-f", "1");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("-f"), run::err);
  }
}
