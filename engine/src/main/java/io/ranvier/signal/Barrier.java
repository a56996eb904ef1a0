package io.ranvier.signal;

import java.lang.invoke.VarHandle;

/**
 * Who pays for the barrier between publishing a fact and looking whether somebody sleeps.
 *
 * <p>Both sides of a connection use the same constant; they agree on it in the handshake.
 */
public enum Barrier {
  /** The publisher executes a full fence each time. */
  FENCE {
    @Override
    void afterPublish() {
      // StoreLoad: the published word must be visible before "wanted" is read. Release and acquire
      // order neither of the two.
      VarHandle.fullFence();
    }
  },

  /** The sleeper makes every running thread of both processes execute one, by membarrier. */
  MEMBARRIER {
    @Override
    void afterPublish() {
      // Keeps the compiler from moving the load before the store; the processor is kept from it by
      // the sleeper's membarrier.
      VarHandle.releaseFence();
    }
  };

  abstract void afterPublish();
}
