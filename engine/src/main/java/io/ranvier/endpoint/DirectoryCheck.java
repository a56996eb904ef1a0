package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Verifies that a directory is one that no other user can have prepared for us: a real directory,
 * of the right owner, of exactly the right mode.
 */
final class DirectoryCheck {
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final String ALL_PERMISSIONS = "rwxrwxrwx";

  private DirectoryCheck() {}

  /**
   * @param ownerUid who must own it
   * @throws RanvierException UNSAFE_DIRECTORY naming path, fault and remedy
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static void verify(Path directory, FileMode mode, int ownerUid) throws IOException {
    if (!FileMode.posix()) {
      requireRealDirectory(directory);
      return;
    }
    // One look for all that it tells: each is a system call, and every connect verifies twice.
    var look = Files.readAttributes(directory, "unix:mode,uid", NOFOLLOW_LINKS);
    int found = (int) look.get("mode");
    requireRealDirectory(directory, (found & TYPE) == LINK, (found & TYPE) == DIRECTORY);
    requireOwner(directory, (int) look.get("uid"), ownerUid);
    String actual = permissions(found);
    if (!actual.equals(mode.directoryPermissions())) {
      throw unsafe(
          directory,
          "mode=%s, expected=%s".formatted(actual, mode.directoryPermissions()),
          remedy(mode));
    }
    if (mode.groupName().isPresent()) {
      requireGroup(directory, mode.groupName().get());
    }
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder(ALL_PERMISSIONS);
    for (int i = 0; i < ALL_PERMISSIONS.length(); i++) {
      if ((mode & 0400 >> i) == 0) {
        text.setCharAt(i, '-');
      }
    }
    return text.toString();
  }

  private static void requireGroup(Path directory, String name) throws IOException {
    var attributes = Files.readAttributes(directory, PosixFileAttributes.class, NOFOLLOW_LINKS);
    if (!attributes.group().getName().equals(name)) {
      throw unsafe(
          directory,
          "group=%s, expected=%s".formatted(attributes.group(), name),
          "chgrp it, or name its group");
    }
  }

  /**
   * Returns whether a directory that is to have group access has none yet, nor anything in it: who
   * makes it is between two steps, or died there.
   */
  static boolean isInMaking(Path directory, FileMode mode, int ownerUid) throws IOException {
    if (!FileMode.posix() || mode.groupName().isEmpty()) {
      return false;
    }
    var attributes = Files.readAttributes(directory, PosixFileAttributes.class, NOFOLLOW_LINKS);
    String actual = PosixFilePermissions.toString(attributes.permissions());
    return attributes.isDirectory()
        && CurrentUser.uidOf(directory) == ownerUid
        && actual.equals(FileMode.ownerOnly().directoryPermissions())
        && isEmpty(directory);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Like {@link #verify}, of whatever mode. */
  static void verifyOwner(Path directory, int ownerUid) throws IOException {
    requireRealDirectory(directory);
    if (FileMode.posix()) {
      requireOwner(directory, CurrentUser.uidOf(directory), ownerUid);
    }
  }

  private static void requireOwner(Path directory, int actualUid, int ownerUid) {
    if (actualUid != ownerUid) {
      throw unsafe(
          directory,
          "ownerUid=%d, expectedUid=%d".formatted(actualUid, ownerUid),
          "set RANVIER_DIR to a directory of your own, or have its owner give this one up");
    }
  }

  static void requireRealDirectory(Path directory) throws IOException {
    var attributes = Files.readAttributes(directory, BasicFileAttributes.class, NOFOLLOW_LINKS);
    requireRealDirectory(directory, attributes.isSymbolicLink(), attributes.isDirectory());
  }

  private static void requireRealDirectory(Path directory, boolean isLink, boolean isDirectory) {
    if (isLink) {
      throw unsafe(directory, "it is a symbolic link", "name its target");
    }
    if (!isDirectory) {
      throw unsafe(directory, "it is not a directory", "set RANVIER_DIR to a directory");
    }
  }

  private static String remedy(FileMode mode) {
    // Not "chmod it" alone: it may be one that others need as it is, such as /tmp.
    return mode.groupName().isPresent()
        ? "set RANVIER_DIR to one that does not exist yet; if it is Ranvier's alone, chmod 0750 it"
        : "set RANVIER_DIR to one that does not exist yet; if it is Ranvier's alone, chmod 0700 it,"
            + " or ask for group access on both sides";
  }

  private static RanvierException unsafe(Path directory, String fault, String remedy) {
    return new RanvierException(
        ErrorCode.UNSAFE_DIRECTORY,
        "unsafe directory: path=%s, %s; %s".formatted(directory, fault, remedy));
  }
}
