package io.ranvier.fuzz;

import io.ranvier.fuzz.FuzzMutator.Way;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The life of one connection: what uses it, and how it is damaged. One thread. */
final class FuzzRound {
  private static final int STEPS_BETWEEN_MAPS = 32;
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  final int options;
  final long userSeed;
  private final long seed;
  private final long mostNs;
  private long takenNs;

  private FuzzRound(int options, long userSeed, long seed, long mostNs) {
    this.options = options;
    this.userSeed = userSeed;
    this.seed = seed;
    this.mostNs = mostNs;
    this.takenNs = mostNs;
  }

  /** Draws a round that is so long at most. */
  static FuzzRound draw(SplittableRandom random, long lengthMs) {
    return new FuzzRound(
        random.nextInt(12),
        random.nextLong(),
        random.nextLong(),
        TimeUnit.MILLISECONDS.toNanos(lengthMs));
  }

  /**
   * Damages a connection until it has ended or its time is up; returns what was done last. Another
   * time it takes as long as the first.
   *
   * @param way the only one; null for any
   * @param isHonest whether to do the same work and to damage nothing
   */
  String damage(Path region, Way way, boolean isHonest) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    FuzzTargets targets =
        new FuzzTargets(FuzzChild.options(options).outbound(), FuzzChild.options(0).outbound());
    MapMode mode = isHonest ? MapMode.PRIVATE : MapMode.READ_WRITE;
    long fromNs = System.nanoTime();
    try (FuzzMutator mutator = new FuzzMutator(region, targets, random, mode)) {
      long endNs = fromNs + takenNs;
      long untilNs = fromNs + mostNs;
      awaitEnd(region, Math.min(endNs, fromNs + random.nextLong(mostNs / 4)));
      Way only = way == null && random.nextBoolean() ? Way.random(random) : way;
      int times = 1 << random.nextInt(12);
      long stepNs = Math.max(0, untilNs - System.nanoTime()) / times;
      for (int i = 0; i < times && System.nanoTime() < endNs && Files.exists(region); i++) {
        if (i % STEPS_BETWEEN_MAPS == 0) {
          mutator.mapFurther();
        }
        mutator.mutate(only == null ? Way.random(random) : only);
        awaitEnd(region, Math.min(endNs, untilNs - (times - 1 - i) * stepNs));
      }
      awaitEnd(region, endNs);
      takenNs = Math.min(takenNs, System.nanoTime() - fromNs);
      return mutator.log();
    }
  }

  /** Waits until the connection has ended, or until then. */
  private static void awaitEnd(Path region, long ns) {
    long left = ns - System.nanoTime();
    while (left > 0 && Files.exists(region)) {
      LockSupport.parkNanos(Math.min(left, LOOK_NS));
      left = ns - System.nanoTime();
    }
  }
}
