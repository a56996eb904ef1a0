package io.ranvier.endpoint;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Set;

/**
 * The names of an endpoint's files. They follow from the root, the endpoint's name and numbers that
 * were agreed on, never from bytes in shared memory.
 *
 * @param directory the endpoint's own directory
 */
public record EndpointFiles(Path directory) {
  // sockaddr_un holds 108 bytes on Linux and 104 elsewhere, one of them the terminator.
  private static final int MAX_SOCKET_PATH_BYTES =
      System.getProperty("os.name").startsWith("Linux") ? 107 : 103;

  private static final Set<String> NAMES = Set.of("control", "control.new", "life", "socket");

  /** Checks that the socket's path fits into a socket address. */
  public EndpointFiles {
    Path socket = directory.resolve("socket");
    int length = socket.toString().getBytes(fileNameCharset()).length;
    if (length > MAX_SOCKET_PATH_BYTES) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "socket path too long: path=%s, lengthBytes=%d, limit=%d; use a shorter name or RANVIER_DIR"
              .formatted(socket, length, MAX_SOCKET_PATH_BYTES));
    }
  }

  /** Identity, settings and counters; its presence is what publishes the name. */
  public Path control() {
    return directory.resolve("control");
  }

  /** The control file until it is published. */
  Path controlInMaking() {
    return directory.resolve("control.new");
  }

  /** Locked by the server as long as it lives. */
  Path life() {
    return directory.resolve("life");
  }

  /** Where clients connect. */
  public Path socket() {
    return directory.resolve("socket");
  }

  /** The region of one connection. */
  public Path region(long connectionId) {
    return directory.resolve("region-%016x".formatted(connectionId));
  }

  /** Returns whether a file is the region of a connection. */
  static boolean isRegion(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("region-") && name.indexOf('-', "region-".length()) < 0;
  }

  /** A slot array added to a live connection; extents of a connection are counted from 0. */
  public Path extent(long connectionId, int index) {
    return directory.resolve("region-%016x-extent-%d".formatted(connectionId, index));
  }

  /** Call slots added to a live connection; arrays of a connection are counted from 2. */
  public Path callSlots(long connectionId, int index) {
    return directory.resolve("region-%016x-calls-%d".formatted(connectionId, index));
  }

  /** Returns whether a server makes files of that name, here or in its broadcasts. */
  static boolean isServers(Path file) {
    String name = file.getFileName().toString();
    return NAMES.contains(name) || name.startsWith("region-") || name.startsWith("broadcast-");
  }

  private static Charset fileNameCharset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }
}
