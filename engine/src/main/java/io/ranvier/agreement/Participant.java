package io.ranvier.agreement;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.signal.Waiting;

/**
 * Who this process is in a connection.
 *
 * @param endpoint the endpoint's name
 * @param peerUser the user the peer's process runs as, as the kernel says
 * @param options this side's own
 * @param agreement what both sides' terms came to
 */
public record Participant(
    Side side, String endpoint, String peerUser, ConnectionOptions options, Agreement agreement) {
  /** Returns the number of the connection on its endpoint. */
  public long connectionId() {
    return agreement.region().connectionId();
  }

  /** Returns how this side's threads wait. */
  public Waiting waiting() {
    return options.waiting();
  }
}
