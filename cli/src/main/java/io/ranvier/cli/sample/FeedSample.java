package io.ranvier.cli.sample;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the three processes, prints what they report, and ends them. */
final class FeedSample {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long START_S = 30;
  private static final String START_OVER = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> ready =
      Map.of(
          FeedRole.ENDPOINT, new CountDownLatch(1),
          GatewayRole.ENDPOINT, new CountDownLatch(1),
          StrategyRole.NAME, new CountDownLatch(1));
  private final List<SampleProcess> processes = new ArrayList<>();
  private volatile boolean interrupted;

  /**
   * @param terminal whether the live line may be written over
   */
  FeedSample(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Runs the sample; returns the exit code. */
  int run(int rate, Duration duration) throws IOException, InterruptedException {
    var onlyOwner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of("/tmp");
    Path root = Files.createTempDirectory(parent, "ranvier-sample-", onlyOwner);
    Thread hook = new Thread(() -> end(root), "sample-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run(root, rate, duration);
    } finally {
      if (!interrupted) {
        Runtime.getRuntime().removeShutdownHook(hook);
        end(root);
      }
    }
  }

  private int run(Path root, int rate, Duration duration) throws IOException, InterruptedException {
    print("root " + root);
    for (String role : List.of(FeedRole.ENDPOINT, GatewayRole.ENDPOINT, StrategyRole.NAME)) {
      processes.add(SampleProcess.start(role, root, rate, this::take));
      if (!ready.get(role).await(START_S, TimeUnit.SECONDS)) {
        print("%s did not start within %d s".formatted(role, START_S));
        return 1;
      }
    }
    long endNs = System.nanoTime() + duration.toNanos();
    List<SampleProcess> alive = new ArrayList<>(processes);
    while (System.nanoTime() - endNs < 0) {
      TimeUnit.MILLISECONDS.sleep(200);
      for (SampleProcess process : List.copyOf(alive)) {
        if (!process.isAlive()) {
          alive.remove(process);
          if (!hasEnded(process, root)) {
            return 1;
          }
        }
      }
    }
    return 0;
  }

  /** Reports a process that has ended by itself; false when the sample cannot go on without it. */
  private boolean hasEnded(SampleProcess process, Path root) {
    states.remove(process.role());
    print("%s: its process has ended with code %d".formatted(process.role(), process.exitCode()));
    if (!process.role().equals(StrategyRole.NAME)) {
      return false;
    }
    print("another one joins by: cli/ranvier sample feed --join " + root);
    return true;
  }

  private void take(Report report) {
    if (report.kind() == Report.Kind.EVENT) {
      print(report.role() + ": " + report.text());
      ready.get(report.role()).countDown();
    } else {
      states.put(report.role(), report.text());
      if (report.role().equals(FeedRole.ENDPOINT)) {
        live();
      }
    }
  }

  private synchronized void live() {
    String line =
        Stream.of(FeedRole.ENDPOINT, StrategyRole.NAME, GatewayRole.ENDPOINT)
            .filter(states::containsKey)
            .map(states::get)
            .reduce((left, right) -> left + " | " + right)
            .orElse("");
    out.print(terminal ? START_OVER + line : line + "\n");
    out.flush();
  }

  private synchronized void print(String line) {
    out.print((terminal ? START_OVER : "") + line + "\n");
    out.flush();
  }

  private void end(Path root) {
    interrupted = true;
    // The strategy first, so that nobody sees another one vanish.
    processes.reversed().forEach(SampleProcess::close);
    print("ended");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        boolean ignored = Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      print("left behind: %s, %s".formatted(root, e));
    }
  }
}
