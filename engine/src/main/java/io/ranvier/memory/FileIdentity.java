package io.ranvier.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A name together with the file (device and inode) that it belonged to when this was made.
 *
 * <p>Names in shared directories may be removed and made again by others: before one of our files
 * is unlinked, or called still ours, its identity is compared. Links are never followed. Any
 * thread; not interruptible.
 *
 * @param key device and inode; on file systems without them the creation time stands in
 */
public record FileIdentity(Path path, Object key) {
  private static final Object NO_NAME = "no name";

  public FileIdentity {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(key, "key");
  }

  /**
   * Looks at the file that has this name now.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  public static FileIdentity of(Path path) throws IOException {
    return new FileIdentity(path, readKey(path));
  }

  static FileIdentity withoutName(Path formerPath) {
    return new FileIdentity(formerPath, NO_NAME);
  }

  boolean hasName() {
    return key != NO_NAME;
  }

  /** Tells whether the name still belongs to that file; never TRUNCATED. */
  public FileState state() {
    if (!hasName()) {
      return FileState.INTACT;
    }
    try {
      return readKey(path).equals(key) ? FileState.INTACT : FileState.REPLACED;
    } catch (IOException e) {
      return FileState.REMOVED;
    }
  }

  /**
   * Removes the name if it still belongs to that file. Somebody else may replace it between the
   * look and the removal: where that matters the root's lock is held.
   *
   * @return whether the name was removed
   */
  public boolean unlink() throws IOException {
    return hasName() && state() == FileState.INTACT && Files.deleteIfExists(path);
  }

  private static Object readKey(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Object key = attributes.fileKey();
    return key == null ? attributes.creationTime() : key;
  }
}
