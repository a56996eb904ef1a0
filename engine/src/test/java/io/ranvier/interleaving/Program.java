package io.ranvier.interleaving;

import java.util.List;

/**
 * A few threads that share memory. Made anew for each order in which they run; what its constructor
 * does happens before all of it.
 *
 * <p>Its threads must do the same whenever they read the same: no clock, no chance. They may loop
 * only around {@link Threads#awaitChange}.
 */
public interface Program {
  /** Returns what the threads do; an error that one throws is a finding. */
  List<Runnable> threads();

  /** Returns whether the engine takes that thread for a virtual one. */
  default boolean isVirtual(int thread) {
    return false;
  }

  /** Checks what must hold when all threads are done. */
  default void check() {}

  /**
   * Returns what the program knows of its own that its checks depend on; two states that differ in
   * it are never taken for one.
   */
  default long ghost() {
    return 0;
  }
}
