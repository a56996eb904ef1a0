package io.ranvier.session;

import io.ranvier.region.Region;
import java.nio.file.Path;

/** Maps what a connection shares once more, for a test that writes what it likes. */
public final class MappedAgain {
  private MappedAgain() {}

  /** Maps the region of a connection. */
  public static Region region(Session session, Path file) {
    return Region.attach(file, session.participant().agreement().region());
  }
}
