package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ranvier.memory.FileIdentity;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.FileState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns an open lock file, and its lock once {@link #tryLock} succeeded.
 *
 * <p>The kernel drops a POSIX lock when its process closes <em>any</em> channel on the file.
 * Therefore callers open a file at most once at a time, and a channel is never closed while another
 * part of this JVM (another class loader's engine) holds the lock: it is kept for the next try.
 * Engine threads only.
 */
final class LockFile implements AutoCloseable {
  private static final Set<OpenOption> EXCLUSIVELY =
      Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS);
  private static final Set<OpenOption> EXISTING = Set.of(READ, WRITE, NOFOLLOW_LINKS);
  private static final int MAX_OPEN_ATTEMPTS = 10;
  private static final Map<Object, FileChannel> KEPT_OPEN = new ConcurrentHashMap<>();

  private final FileIdentity identity;
  private final FileChannel channel;
  private boolean lockedElsewhereInThisProcess;

  private LockFile(FileIdentity identity, FileChannel channel) {
    this.identity = identity;
    this.channel = channel;
  }

  /** Opens the file, which is made with mode 0600 if there is none; follows no link. */
  static LockFile open(Path path) throws IOException {
    for (int attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt++) {
      createIfMissing(path);
      FileIdentity identity = FileIdentity.of(path);
      FileChannel kept = KEPT_OPEN.remove(identity.key());
      if (kept != null) {
        return new LockFile(identity, kept);
      }
      FileChannel channel = FileChannel.open(path, EXISTING);
      if (identity.state() == FileState.INTACT) {
        return new LockFile(identity, channel);
      }
      // Removed and made again between the look and the open: which file was opened is unknown.
      channel.close();
    }
    throw new FileSystemException(path.toString(), null, "replaced by others again and again");
  }

  /** Tries to lock without waiting; false if anybody else, here or elsewhere, has the lock. */
  boolean tryLock() throws IOException {
    try {
      FileLock lock = channel.tryLock();
      lockedElsewhereInThisProcess = false;
      return lock != null;
    } catch (OverlappingFileLockException e) {
      lockedElsewhereInThisProcess = true;
      return false;
    }
  }

  FileIdentity identity() {
    return identity;
  }

  /** Releases the lock, if this has it, and closes the file. */
  @Override
  public void close() throws IOException {
    if (lockedElsewhereInThisProcess) {
      KEPT_OPEN.put(identity.key(), channel);
    } else {
      channel.close();
    }
  }

  private static void createIfMissing(Path path) throws IOException {
    if (Files.exists(path, NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel _ = FileChannel.open(path, EXCLUSIVELY, FileMode.privateFile())) {
      FileMode.ownerOnly().applyToFile(path);
    } catch (FileAlreadyExistsException e) {
      // Another process made it between the look and the open: as good.
    }
  }
}
