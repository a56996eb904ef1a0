package io.ranvier.memory;

/** What engine threads and users' listeners throw where nobody can catch it. Any thread. */
public final class UncaughtFailures {
  private UncaughtFailures() {}

  /** Tells the present thread's handler of uncaught exceptions, whatever that throws. */
  public static void report(Throwable failure) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    } catch (Throwable ignored) {
      // The virtual machine, too, ignores what such a handler throws.
    }
  }
}
