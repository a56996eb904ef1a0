package io.ranvier.memory;

/**
 * The time at the housekeeper's last tick, one for the process: for those who need it more often
 * than the clock can be read.
 *
 * <p>Stands still while the process watches no connection. Threads: any.
 */
public final class CoarseClock {
  private static final CoarseClock SHARED = new CoarseClock();

  private volatile long nowMicros;

  /** Makes a clock that shows the present time until it is told to look again. */
  public CoarseClock() {
    tick();
  }

  /** Returns the clock of this process. */
  public static CoarseClock shared() {
    return SHARED;
  }

  /** Takes the time; a few times a second. */
  public void tick() {
    nowMicros = System.nanoTime() / 1000;
  }

  /** Returns what {@link System#nanoTime} was at the last tick, in microseconds. */
  public long nowMicros() {
    return nowMicros;
  }
}
