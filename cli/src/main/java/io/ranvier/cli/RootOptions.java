package io.ranvier.cli;

import io.ranvier.endpoint.EndpointStatus;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options that name the directory of all endpoints. */
final class RootOptions {
  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "Directory of the endpoints (default: RANVIER_DIR, else /dev/shm/ranvier-<uid>, else one"
              + " in the temporary directory).")
  private Path directory;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "The group that its servers give access to, if they do.")
  private String group;

  /** For the command line's parser. */
  RootOptions() {}

  /** Returns the directory that is meant. */
  Path path() {
    return directory == null ? Root.defaultPath() : directory.toAbsolutePath().normalize();
  }

  /**
   * Does something with the endpoints; without a directory there are none.
   *
   * @throws RanvierException UNSAFE_DIRECTORY, ACCESS_DENIED
   */
  List<EndpointStatus> endpoints(Function<Root, List<EndpointStatus>> action) {
    FileMode mode = group == null ? FileMode.ownerOnly() : FileMode.group(group);
    try {
      return action.apply(Root.openExisting(path(), mode));
    } catch (RanvierException e) {
      if (e.code() == ErrorCode.NO_SUCH_ENDPOINT) {
        return List.of();
      }
      throw e;
    }
  }
}
