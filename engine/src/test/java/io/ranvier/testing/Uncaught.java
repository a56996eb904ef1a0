package io.ranvier.testing;

import java.util.function.Consumer;

/** What threads throw and nobody catches. */
public final class Uncaught {
  private Uncaught() {}

  /** Has a listener told what threads throw while an action runs. */
  public static void during(Consumer<Throwable> listener, Runnable action) {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> listener.accept(failure));
    try {
      action.run();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
