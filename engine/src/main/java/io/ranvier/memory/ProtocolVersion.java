package io.ranvier.memory;

/**
 * The version of everything that processes share: files, rings and the handshake.
 *
 * <p>Sides with different majors refuse each other; sides with different minors work together
 * within the features that both have.
 */
public final class ProtocolVersion {
  /** Changes when an older program would misread what a newer one writes. */
  public static final int MAJOR = 1;

  /** Changes when something is added that an older program may ignore. */
  public static final int MINOR = 0;

  private ProtocolVersion() {}
}
