package io.ranvier.bench.jmh;

/**
 * Whether JMH is there. A class of its own: one that names JMH's classes cannot load without them.
 */
public final class JmhPresence {
  private JmhPresence() {}

  /** Returns whether JMH is there: the command line's usual jar does without. */
  public static boolean isThere() {
    try {
      Class<?> ignored = Class.forName("org.openjdk.jmh.runner.Runner");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
