package io.ranvier.connection;

/** The life of a connection, in order; it never goes back. */
public enum ConnectionState {
  /** The handshake is under way. */
  CONNECTING,
  /** Frames go both ways. */
  OPEN,
  /**
   * One side sends no more, or begins no more calls; what was sent or begun is brought to its end.
   */
  DRAINING,
  /** Over; {@code Connection.end} says why. */
  CLOSED
}
