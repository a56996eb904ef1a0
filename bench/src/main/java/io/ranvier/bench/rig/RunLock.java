package io.ranvier.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /** Locks the directory of a run that begins. The file has its name when it is locked. */
  static RunLock take(Path directory) throws IOException {
    Path unlocked = directory.resolve("begins");
    FileChannel file =
        FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      if (file.tryLock() == null) {
        throw new IOException("somebody else has locked a file of this run: " + unlocked);
      }
      Files.move(unlocked, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      taken = true;
      return new RunLock(file);
    } finally {
      if (!taken) {
        file.close();
      }
    }
  }

  /**
   * Removes the directory of a run that has died; does nothing to any other.
   *
   * @param own of a run of this process, whose user the other's must be
   */
  static void removeIfDead(Path directory, Path own) {
    try {
      if (isOfSameUser(directory, own)) {
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
  private static boolean isOfSameUser(Path directory, Path own) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && userOf(directory).equals(userOf(own));
  }

  private static Object userOf(Path directory) throws IOException {
    return Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
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
