package io.ranvier.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

@Timeout(60)
class HtmlReportTest {
  private static final String ODD = "a<b>&\"c\"\u0001";

  @Test
  void isOneWellFormedPageWithEachContenderAndRatio(@TempDir Path directory) throws Exception {
    Path file = HtmlReport.write(directory, report(), times());
    assertEquals(directory.resolve("rtt.html"), file);
    Document page = parse(Files.readString(file));
    String text = page.getDocumentElement().getTextContent();
    for (String expected :
        List.of(
            "Ranvier bench: rtt",
            "limit-stream",
            "ranvier",
            "uds: no such thing here",
            "ranvier/limit",
            "1.50",
            "1.40 .. 1.60",
            "note: a note",
            "a processor",
            "Linux 1",
            "a<b>&\"c\" ")) {
      assertTrue(text.contains(expected), () -> expected + " in " + text);
    }
  }

  @Test
  void chartsHaveAxesWithUnitsAndEachContender() throws Exception {
    Document page = parse(HtmlReport.text(report(), times()));
    NodeList charts = page.getElementsByTagName("svg");
    assertEquals(4, charts.getLength());
    List<Set<String>> expected =
        List.of(
            Set.of("percentile", "ns per message", "ranvier", "limit-stream", "99.9 %"),
            Set.of("contender", "ns", "p50", "p99", "ranvier"),
            Set.of("contender", "messages per second", "limit-stream"),
            Set.of("contender", "times the other", "ranvier/limit"));
    for (int i = 0; i < expected.size(); i++) {
      Set<String> texts = new HashSet<>();
      for (Element text : elements(charts.item(i), "text")) {
        texts.add(text.getTextContent());
      }
      assertTrue(texts.containsAll(expected.get(i)), texts::toString);
    }
    Set<String> ids = new HashSet<>();
    for (Element element : elements(page.getDocumentElement(), "*")) {
      String id = element.getAttribute("id");
      assertTrue(id.isEmpty() || ids.add(id), "twice: " + id);
    }
  }

  @Test
  void refersToNothingOutside() throws Exception {
    Document page = parse(HtmlReport.text(report(), times()));
    for (Element element : elements(page.getDocumentElement(), "*")) {
      assertTrue(
          !Set.of("script", "link", "img", "image", "iframe", "object", "use")
              .contains(element.getTagName()),
          element::getTagName);
      var attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.item(i).getNodeName();
        String value = attributes.item(i).getNodeValue();
        boolean outside = value.contains("://") || value.startsWith("//");
        assertTrue(name.startsWith("xmlns") || !outside, () -> name + "=" + value);
        assertTrue(!value.contains("url(") || value.contains("url(#"), () -> name + "=" + value);
      }
    }
    String style = page.getElementsByTagName("style").item(0).getTextContent();
    assertTrue(!style.contains("url(") && !style.contains("@import"), style);
  }

  @Test
  void aRunWithoutTimesHasNoCurves() throws Exception {
    Document page = parse(HtmlReport.text(report(), Map.of()));
    assertEquals(3, page.getElementsByTagName("svg").getLength());
  }

  private static List<Element> elements(org.w3c.dom.Node in, String name) {
    NodeList nodes = ((Element) in).getElementsByTagName(name);
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .mapToObj(i -> (Element) nodes.item(i))
        .toList();
  }

  private static Document parse(String page) throws Exception {
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    parser.setEntityResolver((publicId, systemId) -> {
      throw new IOException("asks for " + systemId);
    });
    return parser.parse(new InputSource(new StringReader(page)));
  }

  private static Map<String, Scaled> times() {
    Map<String, Scaled> times = new LinkedHashMap<>();
    for (String name : List.of("limit-stream", "ranvier")) {
      Histogram histogram = new Histogram(3);
      for (int i = 0; i < 100_000; i++) {
        histogram.recordValue(100 + i % 1000);
      }
      times.put(name, new Scaled(histogram, 1));
    }
    return times;
  }

  /** A run with a result of each kind, which no scenario has. */
  private static RunReport report() {
    Result.LatencyLimit limit = new Result.LatencyLimit(100, 120);
    Result.RateLimit rateLimit = new Result.RateLimit(1000);
    return new RunReport(
        "rtt",
        32,
        "spin",
        1,
        1,
        new Environment(
            "25",
            "a processor",
            "Linux 1",
            "abc",
            "2025-01-01T00:00:00Z",
            1,
            List.of(0, 1),
            10,
            100,
            1_000,
            new Topology(1, 2, 2, List.of()),
            List.of("a note", ODD)),
        List.of(
            new Result.Rate("limit-stream", 32, 2e7, 1, 9, rateLimit, rateLimit, List.of()),
            new Result.Latency(
                "ranvier", 32, 150, 160, 170, 180, 190, 1_000, limit, limit, null, List.of()),
            new Result.Unavailable("uds", "no such thing here")),
        Map.of(
            "ranvier/limit", new Ratio.Latency(1.5, 1.4, 50, List.of(1.4, 1.6), List.of(1.4, 1.6))),
        0);
  }
}
