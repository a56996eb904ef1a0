package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which test proves which behaviour.
 *
 * <p>A test class proves a row if its source, in any module, either has a comment with the word
 * {@code verifies} followed by ids ({@code verifies R3, R4}), or names the row's id in the text of
 * a {@code @DisplayName}. That is all: ids elsewhere do not count.
 */
class BehaviourDocumentTest {
  private static final String ID = "[RCSLD]\\d{1,2}\\b";
  private static final Pattern COMMENT =
      Pattern.compile("\\bverifies((?:(?:,| and)? *" + ID + ")+)");
  private static final Pattern DISPLAY_NAME =
      Pattern.compile("@DisplayName\\(((?:\\s*\\+?\\s*\"(?:[^\"\\\\]|\\\\.)*\")+)\\s*\\)");
  private static final Pattern EACH_ID = Pattern.compile("\\b" + ID);

  private static final Map<String, Set<String>> TESTS = tests();

  @Test
  void testsNameKnownRows() {
    Set<String> unknown = new TreeSet<>(TESTS.keySet());
    unknown.removeAll(BehaviourRows.all().keySet());
    assertEquals(Set.of(), unknown, TESTS::toString);
  }

  @Test
  void specificationListsWhatIsProven() {
    StringBuilder table = new StringBuilder("| row | behaviour | tests |\n|---|---|---|\n");
    Set<String> unproven = new LinkedHashSet<>();
    BehaviourRows.all()
        .forEach((id, says) -> {
          Set<String> tests = TESTS.getOrDefault(id, Set.of());
          if (tests.isEmpty()) {
            unproven.add(id);
          } else {
            String names =
                tests.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
            table.append("| %s | %s | %s |\n".formatted(id, says, names));
          }
        });
    table.append("\nNo test names these rows yet: %s.\n".formatted(String.join(", ", unproven)));
    new GeneratedSection("PROTOCOL.md", "behaviours").mustBe(table.toString());
  }

  @Test
  void scanningFindsCommentsAndDisplayNames() {
    assertEquals(Set.of("R3", "R4", "L9"), idsIn("// verifies R3, R4 and L9\n"));
    assertEquals(Set.of("L2", "L12"), idsIn("@DisplayName(\n  \"L2 one; \"\n + \"L12 other\")"));
    assertEquals(Set.of(), idsIn("int R3 = L2; // see R4"));
  }

  private static Map<String, Set<String>> tests() {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (String module : SourceTree.MODULES) {
      for (Path source : SourceTree.testSources(module)) {
        if (source.getParent().endsWith("structure")) {
          continue;
        }
        String file = source.getFileName().toString();
        String name = file.substring(0, file.length() - ".java".length());
        idsIn(SourceTree.read(source))
            .forEach(id -> tests.computeIfAbsent(id, _ -> new TreeSet<>()).add(name));
      }
    }
    return tests;
  }

  private static Set<String> idsIn(String source) {
    Set<String> ids = new TreeSet<>();
    for (Pattern place : Set.of(COMMENT, DISPLAY_NAME)) {
      place
          .matcher(source)
          .results()
          .flatMap(found -> EACH_ID.matcher(found.group(1)).results())
          .forEach(found -> ids.add(found.group()));
    }
    return ids;
  }
}
