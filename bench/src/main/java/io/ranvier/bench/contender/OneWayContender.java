package io.ranvier.bench.contender;

import java.io.IOException;

/** A contender that can send messages one way, as many as the receiver takes. */
public interface OneWayContender extends Contender {
  /**
   * Opens the receiving side, so far that a source can open. Does not wait for the source: that is
   * for {@link Sink#awaitSource()}.
   */
  Sink openSink(Station station) throws IOException;

  /** Opens the sending side; the receiving side is open already. */
  Source openSource(Station station) throws IOException;

  /** Returns whether messages are calls, whose answers the source waits for. */
  default boolean isAnswered() {
    return false;
  }

  /** The sending side. Used by one thread. */
  interface Source extends AutoCloseable {
    /**
     * Sends message {@code number}; waits while there is no room. The receiver can see the message
     * when this returns. Numbers start at 0 and go up by one.
     */
    void send(long number) throws IOException;

    /**
     * Waits for the answers to all that was sent and checks them, where messages are answered;
     * called after the last message of each section, and part of what is timed.
     */
    default void awaitAnswers() throws IOException {}

    @Override
    void close() throws IOException;
  }

  /** The receiving side. Used by one thread. */
  interface Sink extends AutoCloseable {
    /** Waits until the source is connected; called once, before the first message. */
    default void awaitSource() throws IOException {}

    /**
     * Takes the messages that are there, at most {@code limit}, and checks every byte of each. A
     * sink that blocks waits for the first one; one that spins may return 0 instead.
     *
     * @param first the number of the first message that this call can take
     * @return how many were taken
     */
    int take(long first, int limit) throws IOException;

    @Override
    void close() throws IOException;
  }
}
