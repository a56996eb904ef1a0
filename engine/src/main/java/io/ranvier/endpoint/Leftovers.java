package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
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
   * Refuses a directory that is no endpoint's: one that is not empty and has nothing of a server's.
   *
   * @throws RanvierException UNSAFE_DIRECTORY
   */
  static void refuseOthers(Path directory) throws IOException {
    Path stranger = null;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (EndpointFiles.isServers(entry)) {
          return;
        }
        stranger = entry;
      }
    }
    if (stranger != null) {
      throw new RanvierException(
          ErrorCode.UNSAFE_DIRECTORY,
          "not an endpoint's directory: path=%s, holds=%s; no server made it, choose another name or root"
              .formatted(directory, stranger.getFileName()));
    }
  }

  /**
   * Removes files and sockets of that directory that have a name which servers give, but for those
   * to keep. Whatever else is there stays. The caller holds the root's lock and the directory's
   * life lock.
   */
  static void remove(Path directory, Collection<Path> keep) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!keep.contains(entry) && EndpointFiles.isServers(entry) && isServersKind(entry)) {
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
