package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SideReportTest {
  @Test
  void survivesItsWayAsLines() {
    Histogram histogram = new Histogram(1_000_000, 3);
    histogram.recordValueWithCount(120, 1_000);
    histogram.recordValue(999_999);
    SideReport sent = new SideReport();
    sent.put("number", -5);
    sent.put("times", histogram);
    sent.note("one = two");

    SideReport received = new SideReport();
    sent.toLines().forEach(received::addLine);

    assertEquals(-5, received.number("number"));
    assertEquals(histogram, received.histogram("times"));
    assertEquals(List.of("one = two"), received.notes());
  }

  @Test
  void namesAValueThatWasNotReported() {
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> new SideReport().number("parks"));
    assertEquals("a child did not report a value: name=parks", failure.getMessage());
  }
}
