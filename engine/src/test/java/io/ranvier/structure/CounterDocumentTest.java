package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CounterDocumentTest {
  @Test
  void idsAreUnique() {
    Counter[] all = Counter.values();
    assertEquals(all.length, Arrays.stream(all).mapToInt(Counter::id).distinct().count());
  }

  @Test
  void idsLieInTheLineOfTheirWriter() {
    for (Counter counter : Counter.values()) {
      assertEquals(counter.writer().ordinal(), counter.id() / Counter.PER_WRITER, counter.name());
    }
  }

  @Test
  void meaningsAreSentences() {
    for (Counter counter : Counter.values()) {
      assertTrue(counter.meaning().matches("[A-Z].*\\."), counter.name());
    }
  }

  @Test
  void specificationListsTheCounters() {
    StringBuilder table =
        new StringBuilder("| id | name | writer | unit | meaning |\n|---|---|---|---|---|\n");
    for (Counter counter : Counter.values()) {
      table.append(
          "| %d | `%s` | %s | %s | %s |\n"
              .formatted(
                  counter.id(),
                  counter.name(),
                  counter.writer().name().toLowerCase(Locale.ROOT),
                  counter.unit(),
                  counter.meaning()));
    }
    new GeneratedSection("PROTOCOL.md", "counters").mustBe(table.toString());
  }
}
