package io.ranvier.lane;

import io.ranvier.memory.Faults;

/**
 * Tells whether an access failed because the connection's memory is gone: unmapped at its end, or
 * cut short by somebody. Whoever meets that has nothing more to do.
 *
 * <p>Threads: any.
 *
 * @param end of what the memory is for
 * @param lane knows whether the connection's files are whole
 */
public record LostMemory(LaneEnd end, OutboundLane lane) {
  /**
   * Rethrows a failure, unless the memory is gone: unmapped, which shows as an {@link
   * IllegalStateException}, or cut short by somebody, which shows as an {@link InternalError} and
   * ends the connection. Call it with no lock held: whoever listens for the end may run.
   *
   * @return false
   */
  public boolean or(Throwable failure) {
    if (failure instanceof RuntimeException e && !end.isEnded()) {
      throw e;
    }
    if (failure instanceof Error e && !lane.endIfCutShort()) {
      throw e;
    }
    return false;
  }

  /** Does what may fail because the memory is gone; what it did not do then is of no use. */
  public void guard(Runnable access) {
    try {
      access.run();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = or(e);
    }
  }

  /** Like {@link #or}; returns why the connection has ended. */
  public long status(Throwable failure) {
    boolean ignored = or(failure);
    return end.status();
  }
}
