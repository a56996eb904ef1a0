package io.ranvier.session;

/**
 * What this version can do beyond its major version's common ground, one bit each.
 *
 * <p>Each side says what it can do and what it needs; a side that lacks what the other needs is
 * refused. None is defined yet.
 */
public final class ProtocolFeatures {
  /** What this implementation can do. */
  public static final long SUPPORTED = 0;

  /** What this implementation needs of its peer. */
  public static final long REQUIRED = 0;

  private ProtocolFeatures() {}
}
