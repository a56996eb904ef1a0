package io.ranvier.crash;

import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** How long after the kill of a client that does nothing its server is told. */
final class CrashNotice {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private CrashNotice() {}

  /** Kills so many clients, one after the other; returns the times in nanoseconds. */
  static List<Long> measure(CrashScene scene, int count, String... flags) throws Exception {
    BlockingQueue<Long> ends = new LinkedBlockingQueue<>();
    List<Long> noticedNs = new ArrayList<>();
    try (Server server =
        Ranvier.listen("notice", ServerOptions.defaults().withRoot(scene.root.path()))
            .onConnection(connection -> {
              connection.onEnd(_ -> ends.add(System.nanoTime()));
              return frame -> {};
            })
            .start()) {
      for (int i = 0; i < count; i++) {
        try (ChildJvm child =
            ChildJvm.of(CrashVictim.class)
                .flags(flags)
                .args("idle", scene.root.path(), server.name(), scene.files.resolve("idle"), 0)
                .start()) {
          child.awaitLine("idle", DEADLINE);
          long killedNs = System.nanoTime();
          child.kill();
          Long ended = ends.poll(30, TimeUnit.SECONDS);
          if (ended == null) {
            throw new AssertionError("a death was not noticed");
          }
          noticedNs.add(ended - killedNs);
        }
      }
    }
    return noticedNs;
  }

  /** Prints a distribution; returns it sorted. */
  static List<Long> print(String what, List<Long> noticedNs) {
    List<Long> sorted = noticedNs.stream().sorted().toList();
    System.out.printf(
        "CrashSoakTest %s, noticed after us: n=%d, min=%d, p50=%d, p90=%d, p99=%d, max=%d%n",
        what,
        sorted.size(),
        sorted.getFirst() / 1_000,
        percentile(sorted, 50) / 1_000,
        percentile(sorted, 90) / 1_000,
        percentile(sorted, 99) / 1_000,
        sorted.getLast() / 1_000);
    return sorted;
  }

  static long percentile(List<Long> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
