package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The form of PROTOCOL.md: a rule is a list item that begins with its id. */
class SpecificationTest {
  private static final Pattern RULE = Pattern.compile("^- `\\[([a-z0-9]+(?:[.-][a-z0-9]+)*)]` .+");
  private static final Pattern MENTION = Pattern.compile("`\\[([a-z0-9.-]+)]`");

  private static final String TEXT = SourceTree.read(SourceTree.document("PROTOCOL.md"));

  @Test
  void eachListItemIsARuleWithAnId() {
    List<String> without =
        TEXT.lines().filter(line -> line.startsWith("- ")).filter(l -> !isRule(l)).toList();
    assertEquals(List.of(), without);
  }

  @Test
  void idsAreUnique() {
    List<String> ids = ids();
    Set<String> twice = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    ids.forEach(id -> {
      if (!seen.add(id)) {
        twice.add(id);
      }
    });
    assertEquals(Set.of(), twice);
    assertTrue(ids.size() > 50, () -> "only " + ids.size() + " rules found");
  }

  @Test
  void mentionedRulesExist() {
    Set<String> missing = new TreeSet<>();
    MENTION.matcher(TEXT).results().forEach(found -> missing.add(found.group(1)));
    missing.removeAll(ids());
    assertEquals(Set.of(), missing);
  }

  private static boolean isRule(String line) {
    return RULE.matcher(line).matches();
  }

  private static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (String line : TEXT.lines().toList()) {
      Matcher rule = RULE.matcher(line);
      if (rule.matches()) {
        ids.add(rule.group(1));
      }
    }
    return ids;
  }
}
