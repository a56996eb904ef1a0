package io.ranvier.service;

import io.ranvier.memory.UncaughtFailures;
import java.util.Objects;

/** A user's listener as the engine calls it: what it throws goes to the thread's last handler. */
public record GuardedListener(FailureListener listener) implements FailureListener {
  public GuardedListener {
    Objects.requireNonNull(listener, "listener");
  }

  @Override
  public void failed(String what, Throwable failure) {
    try {
      listener.failed(what, failure);
    } catch (Throwable t) {
      UncaughtFailures.report(t);
    }
  }
}
