package io.ranvier.bench.contender;

import io.ranvier.bench.contender.RoundTripContender.Echo;
import java.io.IOException;

/** A contender that can send requests while others are still under way. */
public interface OpenLoopContender extends Contender {
  /** Opens the answering side, so far that a caller can open. */
  Echo openEcho(Station station) throws IOException;

  /** Opens the calling side; the answering side is open already. */
  Arrivals openArrivals(Station station) throws IOException;

  /** The calling side. Used by one thread, which never sleeps. */
  interface Arrivals extends AutoCloseable {
    /**
     * Sends request {@code number} without waiting. Numbers start at 0 and go up by one.
     *
     * @return false when there is no room before answers are taken; nothing was sent then
     */
    boolean trySend(long number) throws IOException;

    /**
     * Takes the answers that are there, without waiting, and checks every byte of each.
     *
     * @param first the number of the request whose answer comes first
     * @return how many were taken
     */
    int takeAnswers(long first) throws IOException;

    @Override
    void close() throws IOException;
  }
}
