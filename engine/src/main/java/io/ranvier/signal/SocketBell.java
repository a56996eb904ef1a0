package io.ranvier.signal;

/** Sends one byte to the peer's housekeeper, which then wakes the threads that are parked. */
@FunctionalInterface
public interface SocketBell {
  /** Rings without blocking; a full socket means that a ring is on its way already. */
  void ring();
}
