package io.ranvier.signal;

/** The fact that a thread waits for, or the attempt that it repeats until it succeeds. */
@FunctionalInterface
public interface Ready {
  /**
   * Looks once, with acquire order, and never blocks. Also true when waiting has become vain, for
   * instance because the connection ended.
   */
  boolean isReady();
}
