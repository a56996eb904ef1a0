package io.ranvier.structure;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packages of the engine and what stands below them, in their order. */
final class Layers {
  /** From bottom to top: a package uses only those before it. */
  static final List<String> BOTTOM_UP =
      List.of(
          "io.ranvier.ffm",
          "io.ranvier.error",
          "io.ranvier.buffer",
          "io.ranvier.metadata",
          "io.ranvier.memory",
          "io.ranvier.counter",
          "io.ranvier.slot",
          "io.ranvier.signal",
          "io.ranvier.ring",
          "io.ranvier.payload",
          "io.ranvier.routing",
          "io.ranvier.lane",
          "io.ranvier.channel",
          "io.ranvier.call",
          "io.ranvier.service",
          "io.ranvier.virtual",
          "io.ranvier.broadcast",
          "io.ranvier.region",
          "io.ranvier.endpoint",
          "io.ranvier.control",
          "io.ranvier.connection",
          "io.ranvier.agreement",
          "io.ranvier.growth",
          "io.ranvier.session",
          "io.ranvier");

  /** The packages of the benchmark, in their order. */
  static final List<String> BENCH_BOTTOM_UP =
      List.of(
          "figures",
          "contender",
          "limit",
          "ranvier",
          "peer",
          "rig",
          "report",
          "program",
          "measurement",
          "scenario",
          "compare",
          "jmh");

  private static final Pattern FIRST_SENTENCE =
      Pattern.compile("/\\*\\*(.*?\\.)(?=\\s)", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\{@link (?:\\w+\\.)*(\\w+)}");

  private Layers() {}

  /** Returns the first sentence of what a package says about itself, as plain text. */
  static String purpose(String packageName) {
    String module = packageName.endsWith(".ffm") ? "ffm-bindings" : "engine";
    Path folder = SourceTree.root().resolve(module).resolve("src/main/java");
    String text =
        SourceTree.read(folder.resolve(packageName.replace('.', '/')).resolve("package-info.java"));
    Matcher sentence = FIRST_SENTENCE.matcher(text);
    if (!sentence.find()) {
      throw new AssertionError(packageName + " does not say what it is for");
    }
    String words = sentence.group(1).replaceAll("\\s*\n \\* ", " ").strip();
    return LINK.matcher(words).replaceAll("`$1`");
  }
}
