package io.ranvier.bench.contender;

import io.ranvier.bench.contender.RoundTripContender.Echo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A contender whose connections are opened and closed again and again. */
public interface ConnectContender extends Contender {
  /** Opens the answering side: request {@code n} comes on the n-th connection, and is its only. */
  Echo openEcho(Station station) throws IOException;

  /** Prepares the calling side, which connects to nobody yet. */
  Visitor openVisitor(Station station) throws IOException;

  /** The calling side. Used by one thread. */
  interface Visitor {
    /**
     * Connects, sends request {@code number}, waits for its reply and checks every byte of it.
     *
     * @return the connection, still open
     */
    Visit visit(long number) throws IOException;
  }

  /** A connection that had its reply. */
  interface Visit extends AutoCloseable {
    /** Returns the files in memory that belong to this connection alone, while no other is open. */
    default List<Path> memory() throws IOException {
      return List.of();
    }

    @Override
    void close() throws IOException;
  }
}
