package io.ranvier.endpoint;

import io.ranvier.memory.FileMode;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Owns an empty root and a name to take in it. */
final class EndpointFixture implements AutoCloseable {
  static final EndpointName NAME = new EndpointName("echo");
  static final MemorySegment NO_SETTINGS = MemorySegment.ofArray(new byte[0]);
  static final long FEATURES = 0b101;

  private final TestRoot directory = TestRoot.create();
  final Root root = Root.openOrCreate(directory.path(), FileMode.ownerOnly());
  final EndpointFiles files = root.files(NAME);

  OwnedEndpoint take() {
    return OwnedEndpoint.take(root, NAME, FEATURES, NO_SETTINGS);
  }

  FoundEndpoint find() {
    return FoundEndpoint.find(root, NAME);
  }

  /** Leaves what a server that was killed leaves: all its files, and nobody who holds the lock. */
  EndpointIdentity leaveDeadServer() {
    OwnedEndpoint endpoint = take();
    endpoint.releaseOnly();
    return endpoint.identity();
  }

  /** Returns the names in the endpoint's directory, sorted; empty if it is gone. */
  List<String> names() throws IOException {
    if (!Files.exists(files.directory())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(files.directory())) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Override
  public void close() {
    directory.close();
  }
}
