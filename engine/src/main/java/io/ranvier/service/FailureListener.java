package io.ranvier.service;

/**
 * Is told what users' code threw where nobody else would hear of it: handlers, acceptors, listeners
 * and executors. A server's is also told what happens to the server itself: that it has lost its
 * name (ENDPOINT_LOST), and that memory was cut short.
 *
 * <p>On any thread, also those that serve others: it must not block. It may throw what it likes,
 * nobody suffers for it.
 */
@FunctionalInterface
public interface FailureListener {
  /** Logs as an error, to the system logger {@code io.ranvier}. */
  FailureListener LOG =
      (what, failure) ->
          System.getLogger("io.ranvier").log(System.Logger.Level.ERROR, what, failure);

  /**
   * Tells of a failure.
   *
   * @param what failed and for whom, as a log shows it: {@code handler failed: endpoint=gateway,
   *     connection=3, service=1, method=2}
   * @param failure what was thrown
   */
  void failed(String what, Throwable failure);
}
