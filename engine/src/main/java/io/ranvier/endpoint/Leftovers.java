package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;

/** Removes what a dead or closing server has in its directory. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Removes the regular files and sockets of that directory, but for those to keep. Links and
   * directories are nothing a server makes: they stay. The caller holds the root's lock and the
   * directory's life lock.
   */
  static void remove(Path directory, Collection<Path> keep) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!keep.contains(entry) && isServersKind(entry)) {
          Files.deleteIfExists(entry);
        }
      }
    }
  }

  private static boolean isServersKind(Path entry) throws IOException {
    try {
      var attributes = Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS);
      return attributes.isRegularFile() || attributes.isOther();
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
