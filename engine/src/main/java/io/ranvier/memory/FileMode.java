package io.ranvier.memory;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;

/**
 * Who may open the files of an endpoint: their owner alone, or also one named group.
 *
 * <p>Modes are set exactly, whatever the umask. What only the owner may touch (lock files) stays
 * 0600 in both cases. On file systems without POSIX permissions nothing is set.
 *
 * @param groupName the group that may open files too; empty for the owner alone
 */
public record FileMode(Optional<String> groupName) {
  private static final FileMode OWNER_ONLY = new FileMode(Optional.empty());
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  public FileMode {
    if (groupName.isPresent() && groupName.get().isBlank()) {
      throw new IllegalArgumentException("the group's name is blank");
    }
  }

  /** Files 0600, directories 0700. */
  public static FileMode ownerOnly() {
    return OWNER_ONLY;
  }

  /** Files 0660, directories 0750, all of the named group, to which the owner must belong. */
  public static FileMode group(String groupName) {
    return new FileMode(Optional.of(groupName));
  }

  /** Returns whether the default file system knows owner, group and mode at all. */
  public static boolean posix() {
    return POSIX;
  }

  /** Attributes to create a file with that nobody else can open before its mode is applied. */
  public static FileAttribute<?>[] privateFile() {
    return attributes("rw-------");
  }

  /**
   * Attributes to create a directory with that nobody else can enter before its mode is applied.
   */
  public static FileAttribute<?>[] privateDirectory() {
    return attributes("rwx------");
  }

  /** Sets the mode of a shared file or socket: 0600 or 0660. */
  public void applyToFile(Path file) throws IOException {
    apply(file, filePermissions());
  }

  /** Sets the mode of a file that only its owner writes: 0600 or 0640. */
  public void applyToReadOnlyFile(Path file) throws IOException {
    apply(file, groupName.isPresent() ? "rw-r-----" : "rw-------");
  }

  /** Sets the mode of a directory: 0700 or 0750. */
  public void applyToDirectory(Path directory) throws IOException {
    apply(directory, directoryPermissions());
  }

  /** Returns the permissions of a shared file as {@code rw-rw----}. */
  public String filePermissions() {
    return groupName.isPresent() ? "rw-rw----" : "rw-------";
  }

  /** Returns the permissions of a directory as {@code rwxr-x---}. */
  public String directoryPermissions() {
    return groupName.isPresent() ? "rwxr-x---" : "rwx------";
  }

  private void apply(Path path, String permissions) throws IOException {
    if (!POSIX) {
      return;
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (groupName.isPresent()) {
      giveTo(find(groupName.get(), path), path, view);
    }
    Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(permissions);
    // By path: the view that refuses links cannot change a mode. Our own directory holds no links.
    Files.setPosixFilePermissions(path, wanted);
  }

  private static GroupPrincipal find(String name, Path path) throws IOException {
    try {
      return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException e) {
      // The library's own leaves the name out.
      throw new UserPrincipalNotFoundException(name);
    }
  }

  private static void giveTo(GroupPrincipal group, Path path, PosixFileAttributeView view)
      throws IOException {
    try {
      view.setGroup(group);
    } catch (FileSystemException e) {
      if (e.getClass() != FileSystemException.class) {
        throw e;
      }
      String why =
          "cannot give it to group=%s: %s; a user who is not in the group cannot"
              .formatted(group.getName(), e.getReason());
      FileSystemException named = new FileSystemException(path.toString(), null, why);
      named.initCause(e);
      throw named;
    }
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    if (!POSIX) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
