package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each happens-before edge has a label at both of its ends.
 *
 * <p>Each edge has a jcstress test that says the same words.
 *
 * <p>A site is a line {@code // HB label: what is ordered} directly above the access. Which end it
 * is, the names in the next lines of the method tell: {@code ...Release} and {@code getAnd...}
 * release, and so does {@code storeStoreFence}; {@code ...Acquire}, {@code acquireFence}, {@code
 * compareAnd...} and {@code cas...} acquire. Sites that say what comes before what say the same;
 * others may explain something else.
 */
class HappensBeforeTest {
  private static final Pattern SITE = Pattern.compile("^\\s+// HB ([a-z][a-z.]*): (.+)$");
  private static final Pattern METHOD = Pattern.compile("^  [a-zA-Z@][^=;]*?\\b(\\w+)\\(.*");
  private static final Pattern RELEASES =
      Pattern.compile("Release\\(|[gG]etAnd\\w*(?<!Acquire)\\(|storeStoreFence\\(");
  private static final Pattern ACQUIRES =
      Pattern.compile("Acquire\\(|acquireFence\\(|compareAnd\\w*\\(|\\bcas[A-Z]");
  private static final Pattern STRESSED =
      Pattern.compile("@Description\\(\\s*\"(HB [^\"]+)\"\\s*\\)");
  private static final int LINES_BELOW = 4;

  private static final Map<String, List<Site>> SITES = sites();

  /** One end of an edge. */
  private record Site(String place, String words, boolean releases, boolean acquires) {}

  @Test
  void eachLabelHasBothEnds() {
    SITES.forEach((label, sites) -> {
      boolean paired =
          sites.stream()
              .filter(Site::releases)
              .anyMatch(release ->
                  sites.stream()
                      .anyMatch(site -> site.acquires() && !site.place().equals(release.place())));
      assertTrue(paired, () -> label + " has no pair of release and acquire: " + sites);
    });
  }

  @Test
  void bothEndsSayTheSame() {
    SITES.forEach((label, sites) -> assertEquals(1, orders(sites).size(), () -> label + sites));
  }

  @Test
  void eachEdgeHasAStressTest() {
    Set<String> edges = new TreeSet<>();
    SITES.forEach((label, sites) -> edges.add("HB " + label + ": " + orders(sites).getFirst()));
    Set<String> tested =
        SourceTree.stressSources().stream()
            .map(SourceTree::read)
            .filter(text -> text.contains("@JCStressTest"))
            .flatMap(text -> STRESSED.matcher(text).results())
            .map(stressed -> stressed.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(edges, tested, "the descriptions in src/jcstress are the edges of the code");
  }

  @Test
  void specificationListsTheLabels() {
    StringBuilder table =
        new StringBuilder(
            "| label | comes first | comes later | release | acquire |\n|---|---|---|---|---|\n");
    SITES.forEach((label, sites) -> {
      String[] ordered = orders(sites).getFirst().split(" before ", 2);
      table.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  label,
                  ordered[0],
                  ordered[1],
                  places(sites.stream().filter(Site::releases).toList()),
                  places(sites.stream().filter(Site::acquires).toList())));
    });
    new GeneratedSection("PROTOCOL.md", "happens-before").mustBe(table.toString());
  }

  private static String places(List<Site> sites) {
    return sites.stream()
        .map(site -> "`" + site.place() + "`")
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Returns what the sites of a label say of what comes before what. */
  private static List<String> orders(List<Site> sites) {
    Stream<String> words = sites.stream().map(Site::words);
    return words.filter(said -> said.contains(" before ")).distinct().toList();
  }

  private static Map<String, List<Site>> sites() {
    Map<String, List<Site>> sites = new TreeMap<>();
    for (Path source : SourceTree.mainSources("engine")) {
      List<String> lines = SourceTree.read(source).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        Matcher site = SITE.matcher(lines.get(i));
        if (site.matches()) {
          sites
              .computeIfAbsent(site.group(1), _ -> new ArrayList<>())
              .add(site(source, lines, i, site.group(2)));
        }
      }
    }
    return sites;
  }

  private static Site site(Path source, List<String> lines, int at, String words) {
    String file = source.getFileName().toString();
    String type = file.substring(0, file.length() - ".java".length());
    String below =
        lines.subList(at + 1, Math.min(at + 1 + LINES_BELOW, lines.size())).stream()
            .takeWhile(line -> !line.equals("  }"))
            .collect(Collectors.joining("\n"));
    return new Site(
        type + "." + methodAround(lines, at),
        words.replaceAll("\\.$", ""),
        RELEASES.matcher(below).find(),
        ACQUIRES.matcher(below).find());
  }

  private static String methodAround(List<String> lines, int at) {
    for (int i = at; i >= 0; i--) {
      Matcher method = METHOD.matcher(lines.get(i));
      if (method.matches()) {
        return method.group(1);
      }
    }
    throw new AssertionError("no method around line " + at);
  }
}
