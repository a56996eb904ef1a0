package io.ranvier.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Says that a run lives: a lock on a file in its directory. The kernel gives it up with the
 * process, whatever that died of, and it holds against processes of other pid namespaces, too.
 */
final class RunLock implements AutoCloseable {
  private static final String FILE = "alive";

  private final FileChannel file;

  private RunLock(FileChannel file) {
    this.file = file;
  }

  /** Locks the directory of a run that begins. */
  static RunLock take(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (file.tryLock() == null) {
      file.close();
      throw new IOException("taken for a dead run's: " + directory + "; try again");
    }
    return new RunLock(file);
  }

  /** Removes the directory of a run of this user that has died; does nothing to any other. */
  static void removeIfDead(Path directory) {
    try {
      if (isOwn(directory)) {
        try (FileChannel file =
                FileChannel.open(directory.resolve(FILE), StandardOpenOption.WRITE);
            FileLock lock = file.tryLock()) {
          if (lock != null) {
            RunDirectory.remove(directory);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // It has just begun, or just gone; what is left is there for the next run.
      return;
    }
  }

  /**
   * In a place that all may write to nobody can put something else where a directory of ours is.
   */
  private static boolean isOwn(Path directory) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
            .getName()
            .equals(System.getProperty("user.name"));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // The lock goes with the process.
      return;
    }
  }
}
