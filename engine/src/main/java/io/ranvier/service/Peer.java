package io.ranvier.service;

/**
 * Who calls.
 *
 * @param endpoint the name of the endpoint that the connection belongs to
 * @param connectionId the connection's number on its endpoint
 * @param user the user the process runs as, as the kernel says
 */
public record Peer(String endpoint, long connectionId, String user) {
  /** Renders the connection, for messages: {@code endpoint=gateway, connection=3}. */
  @Override
  public String toString() {
    return "endpoint=%s, connection=%d".formatted(endpoint, connectionId);
  }
}
