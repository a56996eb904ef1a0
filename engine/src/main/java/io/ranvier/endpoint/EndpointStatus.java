package io.ranvier.endpoint;

import java.util.Optional;

/**
 * What stands under a name.
 *
 * @param identity what its control file says, if that can be read
 * @param connections regions that lie in its directory, one for each connection
 * @param files that lie in its directory
 * @param bytes that they take, as far as their lengths tell
 * @param detail what a person should know besides; empty for nothing
 */
public record EndpointStatus(
    String name,
    State state,
    Optional<EndpointIdentity> identity,
    int connections,
    int files,
    long bytes,
    String detail) {

  /** Whether somebody serves the name. */
  public enum State {
    /** Its server lives: it holds the life lock, which the kernel drops with the process. */
    LIVE,

    /** Nobody serves it: what is there was left by a server that died, or never came to serve. */
    DEAD,

    /** It was dead, and all of it is removed now. */
    REMOVED,

    /** It cannot be told, or is not this user's to touch. */
    UNKNOWN
  }

  EndpointStatus with(State newState, String newDetail) {
    return new EndpointStatus(name, newState, identity, connections, files, bytes, newDetail);
  }
}
