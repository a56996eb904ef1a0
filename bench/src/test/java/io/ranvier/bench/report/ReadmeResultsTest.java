package io.ranvier.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The README's table and picture are those of the saved results. Written anew, after new results
 * were saved, by
 *
 * <pre>
 *   cli/ranvier bench rtt --contenders all --json &gt; bench/results/rtt.json
 *   cli/ranvier bench throughput --contenders all --rounds 5 --json &gt; bench/results/throughput.json
 *   mvn -pl bench -am test -Dtest=ReadmeResultsTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dranvier.docs.update=true
 * </pre>
 */
class ReadmeResultsTest {
  private static final boolean UPDATE = Boolean.getBoolean("ranvier.docs.update");
  private static final Path README = Path.of("..", "README.md");
  private static final Path PICTURE = MeasuredSection.RESULTS.resolve("rtt.svg");
  private static final String BEGIN = "<!-- measured: from bench/results -->\n";
  private static final String END = "<!-- /measured -->";
  private static final Pattern TEXT = Pattern.compile("<text[^>]*>([^<]*)</text>");

  private final MeasuredSection measured = new MeasuredSection();

  @Test
  void theTableIsThatOfTheSavedResults() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    assertTrue(begin >= BEGIN.length() && end >= begin, "README.md lacks the marks of the table");
    if (UPDATE) {
      Files.writeString(
          README, readme.substring(0, begin) + measured.markdown() + readme.substring(end));
      return;
    }
    assertEquals(measured.markdown(), readme.substring(begin, end));
  }

  /** The words of a picture and not its points, which depend on the fonts of a host. */
  @Test
  void thePictureShowsTheSavedResults() throws IOException {
    if (UPDATE) {
      Files.writeString(PICTURE, measured.picture());
    }
    List<String> texts = new ArrayList<>();
    Matcher text = TEXT.matcher(Files.readString(PICTURE));
    while (text.find()) {
      texts.add(text.group(1));
    }
    List<String> labels = measured.labels();
    assertTrue(labels.size() > 3, labels::toString);
    assertEquals(
        labels, texts.stream().filter(label -> label.endsWith(" ns")).toList(), texts::toString);
    assertTrue(Files.readString(README).contains("(bench/results/rtt.svg)"), "no picture");
  }
}
