package io.ranvier.crash;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What victims are started from, made once: one archive of all classes, the woven ones first, and
 * the JVM's image of them, with which a victim starts in a third of the time.
 */
final class CrashImage {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String[] FLAGS = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"};

  private final String classPath;
  private final Path image;

  private CrashImage(String classPath, Path image) {
    this.classPath = classPath;
    this.image = image;
  }

  /** Makes both in a folder; a victim that learns trains the JVM. */
  static CrashImage make(Path woven, Path folder) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(woven));
    List<String> path = new ArrayList<>();
    Path jar = folder.resolve("victim.jar");
    path.add(jar.toString());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        folders.add(Path.of(entry));
      } else {
        path.add(entry);
      }
    }
    pack(folders, jar);
    CrashImage made =
        new CrashImage(String.join(File.pathSeparator, path), folder.resolve("victim.jsa"));
    made.train(folder);
    return made;
  }

  /** Prepares a victim. */
  ChildJvm.Builder victim() {
    return plain().flags("-XX:SharedArchiveFile=" + image);
  }

  private ChildJvm.Builder plain() {
    return ChildJvm.of(CrashVictim.class).classPath(classPath).flags(FLAGS);
  }

  private void train(Path folder) {
    Path witness = folder.resolve("trainee");
    try (TestRoot root = TestRoot.create();
        ChildJvm child =
            plain()
                .flags("-XX:ArchiveClassesAtExit=" + image, "-Xlog:cds=off", "-Xlog:aot=off")
                .flags("-Dranvier.crash.witness=" + witness)
                .args("trainee", root.path(), "trainee", witness, 1)
                .start()) {
      if (child.awaitExit(DEADLINE) != 0 || !Files.exists(image)) {
        throw new AssertionError("no image: " + child.standardOutput() + child.standardError());
      }
    }
  }

  private static void pack(List<Path> folders, Path jar) throws IOException {
    Set<String> packed = new HashSet<>();
    try (OutputStream bytes = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(bytes)) {
      out.setLevel(0);
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
            String name = folder.relativize(file).toString();
            if (packed.add(name)) {
              out.putNextEntry(new JarEntry(name));
              long ignored = Files.copy(file, out);
            }
          }
        }
      }
    }
  }
}
