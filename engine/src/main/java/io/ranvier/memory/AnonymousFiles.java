package io.ranvier.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Where files live for the moment between their creation and the removal of their names. */
final class AnonymousFiles {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final SecureRandom RANDOM = new SecureRandom();

  private AnonymousFiles() {}

  static Path defaultDirectory() {
    return Files.isWritable(SHARED_MEMORY)
        ? SHARED_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Returns a name that nobody can guess and occupy before. */
  static Path newName(Path directory) {
    byte[] random = new byte[12];
    RANDOM.nextBytes(random);
    return directory.resolve(".ranvier-" + HexFormat.of().formatHex(random));
  }
}
