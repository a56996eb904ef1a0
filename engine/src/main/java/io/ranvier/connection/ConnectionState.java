package io.ranvier.connection;

/** The life of a connection, in order; it never goes back. */
public enum ConnectionState {
  /** The handshake is under way. */
  CONNECTING,
  /** Frames go both ways. */
  OPEN,
  /** One side sends no more; what lies in the rings is still delivered. */
  DRAINING,
  /** Over; {@code Connection.end} says why. */
  CLOSED
}
