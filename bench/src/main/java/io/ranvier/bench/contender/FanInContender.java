package io.ranvier.bench.contender;

import io.ranvier.bench.contender.RoundTripContender.Caller;
import java.io.IOException;

/** A contender of which one process can serve several that call. */
public interface FanInContender extends Contender {
  /** Opens the server. */
  Desk openDesk(Station station, int clients) throws IOException;

  /**
   * Opens a client; the server is open already.
   *
   * @param client which one, from 0; each counts its requests from 0
   */
  Caller openClient(Station station, int client) throws IOException;

  /** The server. Used by one thread. */
  interface Desk extends AutoCloseable {
    /** Sleeps until all clients are connected: who spins would keep them from their CPUs. */
    void awaitClients() throws IOException;

    /**
     * Answers the requests that are there and checks every byte of each; waits a while for one if
     * there are none.
     */
    void serve(long waitNs) throws IOException;

    @Override
    void close() throws IOException;
  }
}
