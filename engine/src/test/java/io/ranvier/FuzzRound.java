package io.ranvier;

import io.ranvier.FuzzMutator.Way;
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
  private static final long AFTER_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(40);

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
      pauseUntil(Math.min(endNs, fromNs + random.nextLong(FIRST_NS)));
      Way only = way == null && random.nextBoolean() ? Way.random(random) : way;
      int times = 1 << random.nextInt(12);
      long stepNs = Math.max(0, untilNs - System.nanoTime()) / times;
      for (int i = 0; i < times && System.nanoTime() < endNs && Files.exists(region); i++) {
        if (i % STEPS_BETWEEN_MAPS == 0) {
          mutator.mapFurther();
        }
        mutator.mutate(only == null ? Way.random(random) : only);
        pauseUntil(Math.min(endNs, untilNs - (times - 1 - i) * stepNs));
      }
      pauseUntil(Files.exists(region) ? endNs : 0);
      takenNs = Math.min(takenNs, System.nanoTime() - fromNs);
      // What the survivors have to do with the end belongs to it.
      pauseUntil(System.nanoTime() + AFTER_NS);
      return mutator.log();
    }
  }

  private static void pauseUntil(long ns) {
    for (long left = ns - System.nanoTime(); left > 0; left = ns - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
