package io.ranvier.bench.contender;

import io.ranvier.bench.contender.RoundTripContender.Echo;
import java.io.IOException;

/** A contender of which one process can hold many connections that do nothing. */
public interface IdleContender extends Contender {
  /** Opens the answering side, which sleeps while nothing comes, however long that takes. */
  Echo openEcho(Station station) throws IOException;

  /** Opens so many connections; the answering side is open already. */
  Holder openHolder(Station station, int connections) throws IOException;

  /** The side that holds the connections. Used by one thread. */
  interface Holder extends AutoCloseable {
    /**
     * Sends one request on one of the connections, waits for its reply and checks every byte of it.
     *
     * @param connection from 0
     * @param number of the request among those of all connections
     */
    void exchange(int connection, long number) throws IOException;

    /** Sleeps so long, ready to take what comes on any of the connections. */
    void rest(long durationNs) throws IOException;

    @Override
    void close() throws IOException;
  }
}
