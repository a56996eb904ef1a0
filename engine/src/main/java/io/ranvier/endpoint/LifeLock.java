package io.ranvier.endpoint;

import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns the proof that a server lives: a lock that the kernel releases with the process, whatever
 * happens to it, and never for one that is merely stopped.
 *
 * <p>This process never opens a life file it has locked a second time (closing it would drop the
 * lock), and holds on to the lock for an owner that forgot it: both by one registry.
 */
final class LifeLock implements AutoCloseable {
  private static final Map<Object, LifeLock> OWNED = new ConcurrentHashMap<>();

  private final LockFile file;

  private LifeLock(LockFile file) {
    this.file = file;
  }

  /**
   * Takes the lock, making the file if there is none. The caller holds the root's lock.
   *
   * @return empty if a living server, here or in another process, has it
   */
  static Optional<LifeLock> tryTake(Path path) throws IOException {
    if (isOwnedHere(path)) {
      return Optional.empty();
    }
    LockFile file = LockFile.open(path);
    boolean locked = false;
    try {
      locked = file.tryLock();
    } finally {
      if (!locked) {
        file.close();
      }
    }
    if (!locked) {
      return Optional.empty();
    }
    LifeLock taken = new LifeLock(file);
    OWNED.put(file.identity().key(), taken);
    return Optional.of(taken);
  }

  FileIdentity identity() {
    return file.identity();
  }

  /** Releases the lock: to everybody the server is dead now. */
  @Override
  public void close() throws IOException {
    if (OWNED.remove(file.identity().key(), this)) {
      EngineThread.<Void>call(() -> {
        file.close();
        return null;
      });
    }
  }

  private static boolean isOwnedHere(Path path) {
    try {
      return OWNED.containsKey(FileIdentity.of(path).key());
    } catch (IOException e) {
      return false; // there is no such file yet
    }
  }
}
