package io.ranvier.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the sources, classes and documents of the project lie. */
final class SourceTree {
  /** The modules; each may depend on those before it. */
  static final List<String> MODULES = List.of("ffm-bindings", "engine", "bench", "cli");

  private static final Path ROOT = findRoot();

  private SourceTree() {}

  static Path root() {
    return ROOT;
  }

  static Path document(String name) {
    return ROOT.resolve("engine/docs").resolve(name);
  }

  /** Returns the main sources of a module. */
  static List<Path> mainSources(String module) {
    return files(ROOT.resolve(module).resolve("src/main/java"), ".java");
  }

  /** Returns the test sources of a module. */
  static List<Path> testSources(String module) {
    return files(ROOT.resolve(module).resolve("src/test/java"), ".java");
  }

  /** Returns the sources of the stress tests. */
  static List<Path> stressSources() {
    return files(ROOT.resolve("engine/src/jcstress/java"), ".java");
  }

  /** Returns the compiled main classes of the engine. */
  static List<Path> engineClasses() {
    return files(engineClassFolder(), ".class");
  }

  static Path engineClassFolder() {
    return ROOT.resolve("engine/target/classes");
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a path as people write it: from the project's root. */
  static String display(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  private static List<Path> files(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("ffm-bindings/src"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("not run from inside the project: " + Path.of(""));
    }
    return folder;
  }
}
