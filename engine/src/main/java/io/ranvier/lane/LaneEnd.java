package io.ranvier.lane;

/**
 * Whether and why a lane has ended. Sticky: the first reason stays.
 *
 * <p>Threads: any.
 */
public final class LaneEnd {
  private volatile long status;
  private volatile boolean drains;

  /** Makes the end of a lane that is open. */
  public LaneEnd() {}

  /** Returns 0 while the lane is open, else the {@link Status} that says why it ended. */
  public long status() {
    return status;
  }

  public boolean isEnded() {
    return status != 0;
  }

  /** Returns whether what was committed before the end is still delivered. */
  public boolean drains() {
    return drains;
  }

  /** Ends the lane at once, unless it has ended already. */
  public synchronized void stop(long reason) {
    if (status == 0) {
      status = reason;
    } else {
      drains = false;
    }
  }

  /** Ends the lane after what was committed has been delivered, unless it has ended already. */
  public synchronized void finish(long reason) {
    if (status == 0) {
      // Before the status: who sees the end must know how it ended.
      drains = true;
      status = reason;
    }
  }
}
