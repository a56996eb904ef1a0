package io.ranvier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

class MainTest {
  @Test
  void printsHelpWhenAloneAndWhenAsked() {
    for (CliRun run : new CliRun[] {CliRun.of(), CliRun.of("--help"), CliRun.of("bench")}) {
      assertEquals(ExitCode.OK, run.exitCode());
      assertTrue(run.out().startsWith("Usage: ranvier"), run::out);
    }
  }

  @Test
  void listsExitCodesAndExamples() {
    String help = CliRun.of("bench", "rtt", "--help").out();
    assertTrue(help.contains("Exit codes:"), help);
    assertTrue(help.contains("Examples:"), help);
    assertTrue(help.contains("--contenders"), help);
  }

  @Test
  void everyHelpIsWhole() {
    List<CommandLine> commands = new ArrayList<>(List.of(Main.commandLine()));
    for (int i = 0; i < commands.size(); i++) {
      commands.addAll(commands.get(i).getSubcommands().values());
      UsageMessageSpec usage = commands.get(i).getCommandSpec().usageMessage();
      Stream.of(usage.header(), usage.description(), usage.footer())
          .flatMap(Stream::of)
          .map(String::format)
          .forEach(line -> assertTrue(keepsItsShape(line, usage.width()), line));
      assertTrue(usage.exitCodeList().containsKey("2"), usage::exitCodeListHeading);
      assertTrue(commands.get(i).getCommandSpec().mixinStandardHelpOptions());
    }
    assertTrue(commands.size() > 10, commands::toString);
  }

  /** What is indented is a table, or a command to be copied; the rest is wrapped. */
  private static boolean keepsItsShape(String line, int width) {
    return !line.startsWith(" ") || line.length() <= width;
  }

  @Test
  void printsItsVersion() {
    CliRun run = CliRun.of("--version");
    assertEquals(ExitCode.OK, run.exitCode());
    assertTrue(run.out().startsWith("ranvier "), run::out);
    assertTrue(run.out().contains("JDK 25"), run::out);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void failsWhenStandardOutputTakesNoMore() throws IOException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (PrintStream full = new PrintStream(new FileOutputStream("/dev/full"));
        PrintStream err = new PrintStream(told, true)) {
      assertEquals(ExitCode.OK, Main.orUnwritten(ExitCode.OK, full, err));
      full.println("a result");
      assertEquals(ExitCode.FAILED, Main.orUnwritten(ExitCode.OK, full, err));
      assertEquals(ExitCode.CHECK_FAILED, Main.orUnwritten(ExitCode.CHECK_FAILED, full, err));
    }
    assertTrue(told.toString().contains("cannot write to standard output"), told::toString);
  }

  @Test
  void namesAnUnknownCommand() {
    CliRun run = CliRun.of("bemch");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("bemch"), run::err);
    assertTrue(run.err().contains("Try 'ranvier --help'."), run::err);
  }
}
