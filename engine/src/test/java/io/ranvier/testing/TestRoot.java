package io.ranvier.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns a directory 0700 on the file system of shared memory, for one test; closing deletes it with
 * everything in it and follows no link.
 */
public final class TestRoot implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  // What tests that failed before they could close it left open, removed when the JVM ends.
  private static final Set<TestRoot> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(TestRoot::close)));
  }

  private final Path path;

  private TestRoot(Path path) {
    this.path = path;
    OPEN.add(this);
  }

  /** Makes a new empty directory whose path is short enough for sockets. */
  public static TestRoot create() {
    boolean posixMemory = Files.isWritable(SHARED_MEMORY);
    Path parent = posixMemory ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      return new TestRoot(Files.createTempDirectory(parent, "ranvier-test-", mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  /** Returns {@code name} inside this directory; nothing is created. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    OPEN.remove(this);
    if (!Files.exists(path)) {
      return;
    }
    try {
      Files.walkFileTree(path, new Deleter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
