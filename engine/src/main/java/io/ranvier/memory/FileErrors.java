package io.ranvier.memory;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Locale;

/** Turns what the file system reports into the engine's one exception family. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * Returns the exception to throw when {@code what} failed on {@code path}.
   *
   * @param what for instance {@code "cannot create the control file"}
   */
  public static RanvierException failure(String what, Path path, IOException cause) {
    return switch (cause) {
      case AccessDeniedException _ ->
          new RanvierException(
              ErrorCode.ACCESS_DENIED,
              "%s: path=%s, reason=permission denied; check its owner and mode"
                  .formatted(what, path),
              cause);
      case FileAlreadyExistsException _ ->
          new RanvierException(
              ErrorCode.WRONG_STATE,
              "%s: path=%s, reason=exists already; nothing was changed".formatted(what, path),
              cause);
      case UserPrincipalNotFoundException unknown ->
          new RanvierException(
              ErrorCode.INVALID_ARGUMENT,
              "%s: path=%s, group=%s, reason=there is no such group; make it or name another"
                  .formatted(what, path, unknown.getName()),
              cause);
      default ->
          isNoSpace(path, cause)
              ? new RanvierException(ErrorCode.NO_SPACE, noSpace(what, path), cause)
              : new RanvierException(
                  ErrorCode.IO_FAILURE,
                  "%s: path=%s, reason=%s".formatted(what, path, reason(cause)),
                  cause);
    };
  }

  /** Returns the NO_SPACE exception for a file that should have had {@code sizeBytes}. */
  static RanvierException noSpace(Path path, long sizeBytes, IOException cause) {
    return new RanvierException(
        ErrorCode.NO_SPACE,
        noSpace("no space for shared memory of %d bytes".formatted(sizeBytes), path),
        cause);
  }

  /** Tells whether a failed write means that the file system, or the user's quota, is full. */
  static boolean isNoSpace(Path path, IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left") || message.contains("quota exceeded")) {
      return true;
    }
    // The system's text may be translated: a full store is recognised by its figures, too.
    return availableBytes(path) == 0;
  }

  /** Returns the bytes still free on the path's file system, or -1 if nobody can tell. */
  public static long availableBytes(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    try {
      var store = Files.getFileStore(directory == null ? path : directory);
      return store.getTotalSpace() == 0 ? -1 : store.getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String noSpace(String what, Path path) {
    return "%s: path=%s, availableBytes=%d; free some, enlarge the file system or set RANVIER_DIR"
        .formatted(what, path, availableBytes(path));
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
