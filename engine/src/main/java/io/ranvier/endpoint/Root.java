package io.ranvier.endpoint;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileErrors;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.FileTask;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The directory that holds all endpoints of a user, verified to be safe: {@code RANVIER_DIR}, else
 * {@code /dev/shm/ranvier-<uid>}, else a directory like that in the temporary directory.
 *
 * <p>Immutable; any thread.
 *
 * <pre>
 *   root/            0700 (0750 with group access), verified: owner, mode, no symbolic link
 *     .lock          held while anything below is created, taken over or removed
 *     name/          one endpoint, see the package comment
 * </pre>
 */
public final class Root {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  private final Path path;
  private final FileMode mode;
  private final int ownerUid;
  private final long lockWaitNs;

  private Root(Path path, FileMode mode, int ownerUid, long lockWaitNs) {
    this.path = path;
    this.mode = mode;
    this.ownerUid = ownerUid;
    this.lockWaitNs = lockWaitNs;
  }

  /** Returns where the root is when nobody says otherwise. */
  public static Path defaultPath() {
    return defaultPath(System.getenv());
  }

  static Path defaultPath(Map<String, String> environment) {
    String chosen = environment.getOrDefault("RANVIER_DIR", "");
    if (!chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    Path parent = Files.isDirectory(SHARED_MEMORY) ? SHARED_MEMORY : temporary;
    return parent.resolve("ranvier-" + CurrentUser.label());
  }

  /**
   * Opens the root for servers; makes it if there is none (its parent must exist).
   *
   * @throws RanvierException UNSAFE_DIRECTORY if it is not this user's own, has another mode than
   *     asked for or is a symbolic link; ACCESS_DENIED, IO_FAILURE
   */
  public static Root openOrCreate(Path path, FileMode mode) {
    Path absolute = path.toAbsolutePath().normalize();
    return guarded(
        absolute,
        () -> {
          if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            create(absolute, mode);
          } else if (DirectoryCheck.isInMaking(absolute, mode, CurrentUser.uid())) {
            mode.applyToDirectory(absolute);
          }
          DirectoryCheck.verify(absolute, mode, CurrentUser.uid());
          return new Root(absolute, mode, CurrentUser.uid(), LOCK_WAIT.toNanos());
        });
  }

  /**
   * Opens the root for clients; makes nothing. With group access it may belong to another user.
   *
   * @throws RanvierException NO_SUCH_ENDPOINT if there is none, UNSAFE_DIRECTORY, ACCESS_DENIED
   */
  public static Root openExisting(Path path, FileMode mode) {
    Path absolute = path.toAbsolutePath().normalize();
    return guarded(
        absolute,
        () -> {
          try {
            boolean anyOwner = FileMode.posix() && mode.groupName().isPresent();
            int ownerUid = anyOwner ? CurrentUser.uidOf(absolute) : CurrentUser.uid();
            DirectoryCheck.verify(absolute, mode, ownerUid);
            return new Root(absolute, mode, ownerUid, LOCK_WAIT.toNanos());
          } catch (NoSuchFileException e) {
            throw new RanvierException(
                ErrorCode.NO_SUCH_ENDPOINT,
                "no endpoints: root=%s does not exist; start a server, or check RANVIER_DIR"
                    .formatted(absolute),
                e);
          }
        });
  }

  /** Returns the root's absolute path. */
  public Path path() {
    return path;
  }

  /** Returns who may open the files below. */
  public FileMode mode() {
    return mode;
  }

  /** Returns the id of the user who owns the root and must own all below; -1 without POSIX. */
  public int ownerUid() {
    return ownerUid;
  }

  /**
   * Returns the names of an endpoint's files; nothing is touched.
   *
   * @throws RanvierException INVALID_ARGUMENT when the socket's path would be too long
   */
  public EndpointFiles files(EndpointName name) {
    return new EndpointFiles(path.resolve(name.value()));
  }

  /** Returns the same root, whose lock is waited for that long. */
  public Root withLockWait(long lockWaitNs) {
    return new Root(path, mode, ownerUid, lockWaitNs);
  }

  /** Runs a task while no other thread or process creates or removes anything below. */
  <T> T locked(FileTask<T> task) throws IOException {
    return RootLock.holding(path, lockWaitNs, task);
  }

  private static void create(Path path, FileMode mode) throws IOException {
    try {
      Files.createDirectory(path, FileMode.privateDirectory());
      mode.applyToDirectory(path);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; what it made is verified like anything else.
    }
  }

  private static Root guarded(Path path, FileTask<Root> task) {
    try {
      return EngineThread.call(task);
    } catch (IOException e) {
      throw FileErrors.failure("cannot use root directory", path, e);
    }
  }
}
