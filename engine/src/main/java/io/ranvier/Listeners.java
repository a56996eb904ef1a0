package io.ranvier;

import io.ranvier.memory.UncaughtFailures;
import java.util.function.Consumer;

/** Users' listeners as the engine calls them. Any thread. */
final class Listeners {
  private Listeners() {}

  /** Returns a listener that may throw what it likes: who tells it has others to serve. */
  static Consumer<Throwable> guarded(Consumer<Throwable> listener) {
    return failure -> {
      try {
        listener.accept(failure);
      } catch (Throwable t) {
        UncaughtFailures.report(t);
      }
    };
  }
}
