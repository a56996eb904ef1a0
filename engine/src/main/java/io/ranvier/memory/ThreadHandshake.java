package io.ranvier.memory;

import java.lang.foreign.Arena;

/**
 * A barrier that the other threads of this process pay nothing for: of use where one side acts
 * often and the other seldom, as {@code membarrier} is between processes.
 */
public final class ThreadHandshake {
  private ThreadHandshake() {}

  /**
   * Returns when every thread of this process has stood still between two of its accesses: what it
   * had stored before is visible, what it loads after is new. Takes as long as the slowest thread
   * needs to the next point where the JVM can stop it; any thread.
   *
   * <p>The JVM does that when a shared arena is closed, so that no thread uses its memory after.
   */
  public static void await() {
    Arena.ofShared().close();
  }
}
