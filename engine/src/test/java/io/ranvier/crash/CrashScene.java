package io.ranvier.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Owns what the victims share: woven classes, a root, a folder for their witnesses. */
final class CrashScene implements AutoCloseable {
  final TestRoot root = TestRoot.create();
  final TestRoot outside = TestRoot.create();
  final Path woven = outside.resolve("woven");
  final Path files = outside.resolve("files");
  final Witness witness = Witness.ofThisProcess();
  final CrashWeaver weaver;
  private CrashImage image;

  CrashScene() throws IOException {
    Files.createDirectory(files);
    weaver = CrashWeaver.weave(Path.of("target/classes"), woven);
  }

  /** Returns what victims are started from; made when it is first wanted. */
  synchronized CrashImage image() throws IOException {
    if (image == null) {
      image = CrashImage.make(woven, outside.path());
    }
    return image;
  }

  /** Waits until this process has no file of the root open or mapped. */
  void awaitNothingHeld() {
    Pair.await("descriptors closed", () -> heldDescriptors() == 0);
    Pair.await("files unmapped", () -> !maps().contains(root.path().toString()));
  }

  /** Demands that no file of any endpoint is left, and nobody's lock. */
  void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(root.path())) {
      assertEquals(List.of(root.resolve(".lock")), left.toList());
    }
  }

  private long heldDescriptors() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(path -> target(path).startsWith(root.path().toString())).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed meanwhile.
      return "";
    }
  }

  private static String maps() {
    try {
      return Files.readString(Path.of("/proc/self/maps"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    root.close();
    outside.close();
  }
}
