package io.ranvier.bench.peer;

import java.io.IOException;

/** One side's end of a wire. Used by one thread. */
interface WireEnd extends AutoCloseable {
  /** Waits until the other side is connected. */
  default void awaitOther() throws IOException {}

  /**
   * Sends the message whose first word is {@code seed}; waits while there is no room. The other
   * side can see it when this returns.
   */
  void send(long seed) throws IOException;

  /**
   * Takes the messages that are there, at most {@code limit}, and checks every byte of each. One
   * that blocks waits for the first; one that spins may return 0 instead.
   *
   * @param first the number of the first message that this call can take
   * @param direction which of a number's two messages come
   * @return how many were taken
   */
  int take(long first, int limit, Direction direction) throws IOException;

  @Override
  void close() throws IOException;
}
