package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.ranvier.endpoint.EndpointStatus.State;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileErrors;
import io.ranvier.memory.FileTask;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All endpoints under a root: which of them live, and the removal of those that do not.
 *
 * <p>Both hold the root's lock, so that no name comes or goes meanwhile: a server that starts at
 * the same time does so before or after. A server that lives is never touched, also when it is
 * stopped: its life lock tells, which the kernel drops with the process and not before.
 *
 * <p>Any thread; does file work.
 */
public final class Endpoints {
  private Endpoints() {}

  /**
   * Looks at all endpoints, and changes nothing.
   *
   * @return sorted by name
   * @throws RanvierException TIMED_OUT when others hold the root's lock, ACCESS_DENIED, IO_FAILURE
   */
  public static List<EndpointStatus> list(Root root) {
    return each(root, Endpoints::look);
  }

  /**
   * Removes what dead servers left.
   *
   * @return all endpoints, sorted by name; those that were dead are REMOVED, or DEAD still when
   *     something is in their directories that no server makes
   * @throws RanvierException as {@link #list}
   */
  public static List<EndpointStatus> clean(Root root) {
    return each(root, Endpoints::clean);
  }

  private interface Visit {
    EndpointStatus of(Root root, EndpointFiles files) throws IOException;
  }

  private static List<EndpointStatus> each(Root root, Visit visit) {
    FileTask<List<EndpointStatus>> task =
        () -> {
          List<EndpointStatus> all = new ArrayList<>();
          for (Path directory : directories(root)) {
            all.add(visit(root, directory, visit));
          }
          return all;
        };
    try {
      return root.locked(task);
    } catch (IOException e) {
      throw FileErrors.failure("cannot look at endpoints", root.path(), e);
    }
  }

  private static List<Path> directories(Root root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            root.path(), path -> isName(path) && Files.isDirectory(path, NOFOLLOW_LINKS))) {
      entries.forEach(found::add);
    }
    found.sort(null);
    return found;
  }

  private static boolean isName(Path path) {
    try {
      return !new EndpointName(path.getFileName().toString()).value().isEmpty();
    } catch (RanvierException e) {
      return false;
    }
  }

  /** One that cannot be looked at does not hide the others. */
  private static EndpointStatus visit(Root root, Path directory, Visit visit) {
    try {
      return visit.of(root, new EndpointFiles(directory));
    } catch (IOException | RanvierException e) {
      return new EndpointStatus(
          directory.getFileName().toString(), State.UNKNOWN, Optional.empty(), 0, 0, 0, words(e));
    }
  }

  private static EndpointStatus look(Root root, EndpointFiles files) throws IOException {
    DirectoryCheck.verifyOwner(files.directory(), root.ownerUid());
    Leftovers.refuseOthers(files.directory());
    boolean live = false;
    if (Files.exists(files.life(), NOFOLLOW_LINKS)) {
      Optional<LifeLock> life = LifeLock.tryTake(files.life());
      live = life.isEmpty();
      if (life.isPresent()) {
        life.get().close();
      }
    }
    return status(files, live ? State.LIVE : State.DEAD);
  }

  private static EndpointStatus clean(Root root, EndpointFiles files) throws IOException {
    EndpointStatus found = look(root, files);
    if (found.state() != State.DEAD) {
      return found;
    }
    Optional<LifeLock> life = LifeLock.tryTake(files.life());
    if (life.isEmpty()) {
      return found.with(State.LIVE, "");
    }
    try (LifeLock _ = life.get()) {
      Leftovers.remove(files.directory(), List.of());
      OwnedEndpoint.removeIfEmpty(files.directory());
    }
    return Files.exists(files.directory(), NOFOLLOW_LINKS)
        ? found.with(State.DEAD, "its directory holds something that no server makes")
        : found.with(State.REMOVED, "");
  }

  private static EndpointStatus status(EndpointFiles files, State state) throws IOException {
    int connections = 0;
    int count = 0;
    long bytes = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(files.directory())) {
      for (Path entry : entries) {
        count++;
        bytes += lengthOf(entry);
        connections += EndpointFiles.isRegion(entry) ? 1 : 0;
      }
    }
    return new EndpointStatus(
        files.directory().getFileName().toString(),
        state,
        Takeover.identityIn(files.control()),
        connections,
        count,
        bytes,
        "");
  }

  private static long lengthOf(Path entry) throws IOException {
    try {
      var attributes = Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? attributes.size() : 0;
    } catch (NoSuchFileException e) {
      // A living server's connections come and go without the root's lock.
      return 0;
    }
  }

  private static String words(Exception failure) {
    return failure instanceof RanvierException ? failure.getMessage() : failure.toString();
  }
}
