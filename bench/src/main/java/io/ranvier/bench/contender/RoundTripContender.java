package io.ranvier.bench.contender;

import java.io.IOException;

/** A contender that can send a request and get a reply. */
public interface RoundTripContender extends Contender {
  /**
   * Opens the answering side, so far that a caller can open. Does not wait for the caller: that is
   * for {@link Echo#awaitCaller()}.
   */
  Echo openEcho(Station station) throws IOException;

  /** Opens the calling side; the answering side is open already. */
  Caller openCaller(Station station) throws IOException;

  /** The calling side. Used by one thread. */
  interface Caller extends AutoCloseable {
    /**
     * Sends request {@code number}, waits for its reply and checks every byte of it. Numbers start
     * at 0 and go up by one.
     */
    void exchange(long number) throws IOException;

    /** Returns how often this side slept so far, or {@link Contender#UNCOUNTED}. */
    default long parks() {
      return UNCOUNTED;
    }

    @Override
    void close() throws IOException;
  }

  /** The answering side. Used by one thread. */
  interface Echo extends AutoCloseable {
    /** Waits until the caller is connected; called once, before the first answer. */
    default void awaitCaller() throws IOException {}

    /**
     * Waits for request {@code number}, checks every byte of it, and sends the reply. The reply is
     * visible to the caller when this returns.
     */
    void answer(long number) throws IOException;

    /** Returns how often this side slept so far, or {@link Contender#UNCOUNTED}. */
    default long parks() {
      return UNCOUNTED;
    }

    @Override
    void close() throws IOException;
  }
}
