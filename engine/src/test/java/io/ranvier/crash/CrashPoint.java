package io.ranvier.crash;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * What woven classes call at each crash point. Counts in the process's {@link Witness}, and at the
 * arrival that the test has chosen stops the thread for ever.
 *
 * <pre>
 * ranvier.crash.witness   file of the witness; without it nothing is counted
 * ranvier.crash.point     number of a point; without it no thread stops at any
 * ranvier.crash.arrival   at which arrival, from 1 on
 * </pre>
 *
 * <p>A thread that stops leaves the others running until the test, which sees that the point was
 * reached, kills the process: a kernel, too, takes threads away one by one.
 *
 * <p>In a process that is to live on, {@link #throwAt} throws at a point instead.
 */
public final class CrashPoint {
  private static final Witness WITNESS = openWitness();
  private static final int POINT = Integer.getInteger("ranvier.crash.point", -1);
  private static final long ARRIVAL = Long.getLong("ranvier.crash.arrival", 1);

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
    if (WITNESS != null && WITNESS.countArrival(point) == ARRIVAL && point == POINT) {
      WITNESS.pointReached();
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
