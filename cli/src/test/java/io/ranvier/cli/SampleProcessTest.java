package io.ranvier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample, with its real processes. */
@Timeout(120)
class SampleProcessTest {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
  private static final Pattern ROOT = Pattern.compile("root (\\S+)");
  private static final Pattern PID = Pattern.compile("strategy: reads the book, pid (\\d+)");

  private final StringWriter out = new StringWriter();

  @Test
  void runsForItsDurationAndLeavesNothing() {
    CliRun run = CliRun.of("sample", "feed", "--duration=200ms", "--rate=5000");
    assertEquals(0, run.exitCode(), run::err);
    assertTrue(run.out().contains("strategy: reads the book"), run::out);
    assertTrue(run.out().endsWith("ended\n"), run::out);
    Matcher root = ROOT.matcher(run.out());
    assertTrue(root.find(), run::out);
    assertFalse(Files.exists(Path.of(root.group(1))));
  }

  @Test
  void outlivesItsStrategyAndTakesAnother() throws Exception {
    FutureTask<Integer> sample =
        new FutureTask<>(() ->
            Main.commandLine()
                .setOut(new PrintWriter(out))
                .execute("sample", "feed", "--duration=5m", "--rate=5000"));
    Thread running = Thread.ofPlatform().daemon().start(sample);
    try {
      long strategy = Long.parseLong(await(PID));
      String ignored = await(Pattern.compile("(updates/s, p50 .* orders/s, p50 )"));
      assertTrue(ProcessHandle.of(strategy).orElseThrow().destroyForcibly());
      ignored = await(Pattern.compile("(strategy: its process has ended with code 137)"));
      ignored = await(Pattern.compile("(feed: client 1 is gone: PEER_DIED)"));
      ignored = await(Pattern.compile("(gateway: client 1 is gone: PEER_DIED)"));
      join(await(Pattern.compile("--join (\\S+)")));
      assertFalse(sample.isDone());
    } finally {
      running.interrupt();
      running.join(TimeUnit.NANOSECONDS.toMillis(LONG_NS));
    }
    assertFalse(Files.exists(Path.of(await(ROOT))));
  }

  private void join(String root) throws Exception {
    Process joined =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "sample",
                    "feed",
                    "--join",
                    root))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = joined.inputReader()) {
      assertTrue(lines.readLine().contains("reads the book"));
      String ignored = await(Pattern.compile("(feed: client 2 has connected)"));
      ignored = await(Pattern.compile("(gateway: client 2 has connected)"));
      joined.getOutputStream().close();
      assertTrue(joined.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, joined.exitValue());
    } finally {
      joined.destroyForcibly();
    }
  }

  /** Waits until the sample has printed that, and returns the first group. */
  private String await(Pattern pattern) throws InterruptedException {
    long startNs = System.nanoTime();
    while (true) {
      Matcher found = pattern.matcher(out.toString());
      if (found.find()) {
        return found.group(1);
      }
      assertTrue(System.nanoTime() - startNs < LONG_NS, () -> pattern + " not in:\n" + out);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
