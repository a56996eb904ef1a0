package io.ranvier.endpoint;

import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileErrors;
import io.ranvier.memory.FileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The user whose rights this process uses on files. */
final class CurrentUser {
  private static final Path STATUS = Path.of("/proc/self/status");

  private CurrentUser() {}

  /** Returns the numeric id, or -1 where users have none. */
  static int uid() {
    return Holder.UID;
  }

  /** Returns what tells this user's default root from those of others. */
  static String label() {
    return FileMode.posix() ? Integer.toString(uid()) : System.getProperty("user.name");
  }

  static int uidOf(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static int find() {
    if (!FileMode.posix()) {
      return -1;
    }
    try {
      return EngineThread.call(
          () -> Files.isReadable(STATUS) ? fileSystemUid() : uidOfTemporaryFile());
    } catch (IOException e) {
      throw FileErrors.failure("cannot find out the user's id", STATUS, e);
    }
  }

  private static int fileSystemUid() throws IOException {
    // Not the owner of /proc/self: that is root for a JVM whose binary has file capabilities.
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("Uid:")) {
        String[] ids = line.strip().split("\\s+"); // "Uid:", real, effective, saved, file system
        return Integer.parseUnsignedInt(ids[4]);
      }
    }
    return uidOfTemporaryFile();
  }

  private static int uidOfTemporaryFile() throws IOException {
    Path file = Files.createTempFile("ranvier-", ".uid");
    try {
      return uidOf(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static final class Holder {
    static final int UID = find();
  }
}
