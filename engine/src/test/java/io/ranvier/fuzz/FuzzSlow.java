package io.ranvier.fuzz;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.error.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a survivor must not be, to see that somebody would notice: the thread that polls for all its
 * connections spins for a while after each protocol error. Off unless a flag says for how long.
 */
final class FuzzSlow {
  private static final long NS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("ranvier.test.slowMs", 0));

  private static final AtomicLong OWED_NS = new AtomicLong();

  private FuzzSlow() {}

  /** Notes an end; any thread. */
  static void owe(ConnectionEnd end) {
    if (end.code() == ErrorCode.PROTOCOL_ERROR) {
      long ignored = OWED_NS.addAndGet(NS);
    }
  }

  /** Spins for what is owed; on the polling thread. */
  static void pay() {
    if (NS > 0) {
      long untilNs = System.nanoTime() + OWED_NS.getAndSet(0);
      while (System.nanoTime() < untilNs) {
        Thread.onSpinWait();
      }
    }
  }
}
