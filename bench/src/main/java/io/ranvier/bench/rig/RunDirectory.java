package io.ranvier.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns the private directory of one run: in memory where the host has such a place, readable by
 * this user only, gone when closed.
 */
public final class RunDirectory implements AutoCloseable {
  /** How the names of these directories begin; the process id and a random part follow. */
  static final String PREFIX = "ranvier-bench-";

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /**
   * Those of this process. They are not looked at: closing a file gives up all locks that its
   * process has on it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  /** Each walk in vain means a file that was made meanwhile, and a child makes a handful. */
  private static final int MOST_WALKS = 100;

  private final Path path;
  private final RunLock alive;
  private int pairs;

  private RunDirectory(Path path, RunLock alive) {
    this.path = path;
    this.alive = alive;
  }

  /** Makes a directory, and removes those that runs left which were killed. */
  public static RunDirectory create() throws IOException {
    return create(parent());
  }

  static RunDirectory create(Path parent) throws IOException {
    var onlyOwner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path path =
        Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-", onlyOwner);
    // Before it is locked: another thread that tidies up must not look at it.
    OWN.add(path);
    boolean made = false;
    try {
      RunDirectory run = new RunDirectory(path, RunLock.take(path));
      removeLeft(path);
      made = true;
      return run;
    } finally {
      if (!made) {
        remove(path);
        OWN.remove(path);
      }
    }
  }

  private static void removeLeft(Path own) {
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
      for (Path run : runs) {
        if (!OWN.contains(run)) {
          RunLock.removeIfDead(run, own);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Where nobody may look they stay.
      return;
    }
  }

  /** Returns where the directories of runs are made. */
  static Path parent() {
    return Files.isWritable(SHARED_MEMORY)
        ? SHARED_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Returns where it is. */
  public Path path() {
    return path;
  }

  /** Makes a directory for the next pair. */
  Path newPair() throws IOException {
    return Files.createDirectory(path.resolve("pair-" + ++pairs));
  }

  @Override
  public void close() {
    try {
      remove(path);
    } finally {
      alive.close();
      OWN.remove(path);
    }
  }

  /**
   * Removes a directory and all that is in it. Others may be removing it at the same time, or be
   * making files in it still: after one that comes behind its look into a directory it looks again.
   */
  static void remove(Path directory) {
    for (int walks = 1; ; walks++) {
      try {
        Files.walkFileTree(directory, new Remover());
        return;
      } catch (NoSuchFileException e) {
        // Somebody else was faster, which is as good.
        return;
      } catch (IOException e) {
        if (!(e instanceof DirectoryNotEmptyException) || walks == MOST_WALKS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
