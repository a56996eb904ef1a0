package io.ranvier.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Whether and why a lane has ended. Sticky: the first reason stays.
 *
 * <p>Threads: any.
 */
public final class LaneEnd {
  private static final VarHandle STATUS;
  private static final VarHandle STOPPED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATUS = lookup.findVarHandle(LaneEnd.class, "status", long.class);
      STOPPED = lookup.findVarHandle(LaneEnd.class, "stopped", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long status;
  private volatile boolean stopped;

  /** Makes the end of a lane that is open. */
  public LaneEnd() {}

  /** Returns 0 while the lane is open, else the {@link Status} that says why it ended. */
  public long status() {
    return status;
  }

  public boolean isEnded() {
    return status != 0;
  }

  /** Like {@link #status}, for a hot path: opaque, so that it orders nothing and costs nothing. */
  public long statusOpaque() {
    return (long) STATUS.getOpaque(this);
  }

  /**
   * Returns what was published, for who has just done so; if the lane has ended meanwhile, the
   * status: what another thread's close overtook may not arrive. Opaque: who closes has all threads
   * stand still between these two ({@link io.ranvier.memory.ThreadHandshake}).
   */
  public long unlessEnded(long published) {
    long ended = statusOpaque();
    return ended == 0 ? published : ended;
  }

  /** Like {@link #isEnded}, opaque. */
  public boolean isEndedOpaque() {
    return statusOpaque() != 0;
  }

  /** Returns whether the lane has ended and what lies in it is not delivered; opaque. */
  public boolean isStopped() {
    return (boolean) STOPPED.getOpaque(this);
  }

  /** Ends the lane at once, unless it has ended already. */
  public synchronized void stop(long reason) {
    if (status == 0) {
      status = reason;
    }
    // After the status: who sees that it stopped must find out why.
    stopped = true;
  }

  /** Ends the lane after what was committed has been delivered, unless it has ended already. */
  public synchronized void finish(long reason) {
    if (status == 0) {
      status = reason;
    }
  }
}
