package io.ranvier;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a connection that a dispatcher has read to its end, but not under those who still take
 * what the peer had committed: answers to calls, and items of channels. Closing unmaps the memory
 * in which both lie.
 *
 * <p>They were told of the end and are quick; one who never closes his call or channel holds the
 * memory for {@link #LONGEST_NS}.
 */
final class Farewell implements Runnable {
  /** The longest time for which the memory of an ended connection is kept for its users. */
  static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Connection connection;

  private Farewell(Connection connection) {
    this.connection = connection;
  }

  /** Closes it now if nobody takes anything, else from a virtual thread when nobody does. */
  static void bid(Connection connection) {
    if (isInUse(connection)) {
      var ignored = Thread.ofVirtual().name("ranvier-farewell").start(new Farewell(connection));
    } else {
      connection.close();
    }
  }

  @Override
  public void run() {
    long startNs = System.nanoTime();
    while (isInUse(connection) && System.nanoTime() - startNs < LONGEST_NS) {
      LockSupport.parkNanos(LOOK_NS);
    }
    connection.close();
  }

  private static boolean isInUse(Connection connection) {
    var session = connection.session();
    return session.outboundCalls().inFlight() > 0 || session.channels().takenCount() > 0;
  }
}
