package io.ranvier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.rig.BenchException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailuresTest {
  private final StringWriter err = new StringWriter();
  private final CommandLine command = Main.commandLine().setErr(new PrintWriter(err));

  @Test
  void wrongBytesEndWith3() {
    assertEquals(3, exitCode(new BenchException.CheckFailed("aeron failed its content check")));
    assertTrue(err.toString().contains("aeron failed its content check"), err::toString);
  }

  @Test
  void childrenThatFailEndWith1() {
    assertEquals(1, exitCode(new BenchException.Broken("a child failed")));
    assertTrue(err.toString().contains("a child failed"), err::toString);
  }

  @Test
  void whoPressedCtrlCIsToldNothing() {
    assertEquals(130, exitCode(new BenchException.Ended()));
    assertEquals("", err.toString());
  }

  private int exitCode(Exception failure) {
    return Failures.execution(failure, command, null);
  }
}
