package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What documents name, {@code Class.MEMBER} or {@code Class.method}, is there. */
class NamedMemberTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)(?:\\([^`]*\\))?`");

  private static final Map<String, String> SOURCES =
      SourceTree.MODULES.stream()
          .map(SourceTree::mainSources)
          .flatMap(List::stream)
          .collect(Collectors.toMap(NamedMemberTest::className, SourceTree::read, String::concat));

  @ParameterizedTest
  @ValueSource(
      strings = {"PROTOCOL.md", "DESIGN.md", "OPERATIONS.md", "PERFORMANCE.md", "CHANGELOG.md"})
  void existsInItsClass(String document) {
    TreeSet<String> missing = new TreeSet<>();
    NAMED
        .matcher(SourceTree.read(SourceTree.document(document)))
        .results()
        .filter(named -> SOURCES.containsKey(named.group(1)))
        .filter(named -> !hasMember(SOURCES.get(named.group(1)), named.group(2)))
        .forEach(named -> missing.add(named.group()));
    assertEquals(new TreeSet<>(), missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Refusal", "RingLayout", "Connection"})
  void looksIntoTheSources(String className) {
    assertTrue(SOURCES.containsKey(className), SOURCES.keySet()::toString);
    assertTrue(!hasMember(SOURCES.get(className), "NO_SUCH_MEMBER"));
  }

  private static boolean hasMember(String source, String member) {
    return Pattern.compile("\\b" + member + "\\b").matcher(source).find();
  }

  private static String className(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }
}
