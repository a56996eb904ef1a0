package io.ranvier.lane;

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
  /** Rethrows a failure, unless the connection has ended; returns false. */
  public boolean or(IllegalStateException failure) {
    if (!end.isEnded()) {
      throw failure;
    }
    return false;
  }

  /** Rethrows a failure, unless somebody made a file shorter: the connection has ended then. */
  public boolean or(InternalError failure) {
    if (!lane.endIfCutShort()) {
      throw failure;
    }
    return false;
  }

  /** Like {@link #or(IllegalStateException)}; returns why the connection has ended. */
  public long status(IllegalStateException failure) {
    boolean ignored = or(failure);
    return end.status();
  }

  /** Like {@link #or(InternalError)}; returns why the connection has ended. */
  public long status(InternalError failure) {
    boolean ignored = or(failure);
    return end.status();
  }
}
