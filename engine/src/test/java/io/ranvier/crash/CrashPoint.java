package io.ranvier.crash;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * What woven classes call at each crash point. Counts in the process's {@link Witness}, the file
 * that {@code ranvier.crash.witness} names; the first thread that comes to a point at which the
 * test has said there to stop, stops for ever.
 *
 * <p>A thread that stops leaves the others running until the test, which sees that the point was
 * reached, kills the process: a kernel, too, takes threads away one by one.
 *
 * <p>In a process that is to live on, {@link #throwAt} throws at a point instead.
 */
public final class CrashPoint {
  private static final Witness WITNESS = openWitness();

  private static volatile Thread thrower;
  private static volatile int throwing;

  private CrashPoint() {}

  /** An error that no code expects. */
  public static final class Planned extends Error {
    private static final long serialVersionUID = 1;

    Planned(int point) {
      super("thrown at crash point " + point);
    }
  }

  /** At its next arrival at that point the calling thread gets {@link Planned}, once. */
  public static void throwAt(int point) {
    throwing = point;
    thrower = Thread.currentThread();
  }

  /** Takes back what {@link #throwAt} said; returns whether it has been thrown. */
  public static boolean hasThrown() {
    boolean thrown = thrower == null;
    thrower = null;
    return thrown;
  }

  /** Called by woven code. */
  public static void reached(int point) {
    if (point == throwing && thrower == Thread.currentThread()) {
      thrower = null;
      throw new Planned(point);
    }
    if (WITNESS != null && WITNESS.arrive(point)) {
      while (true) {
        LockSupport.park();
      }
    }
  }

  private static Witness openWitness() {
    String file = System.getProperty("ranvier.crash.witness");
    return file == null ? null : Witness.open(Path.of(file));
  }
}
