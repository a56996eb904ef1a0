package io.ranvier.bench.report;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.DoubleFunction;
import org.HdrHistogram.HistogramIterationValue;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws charts as SVG elements that can stand in a page: without a document type, and with ids that
 * no other chart of the page has.
 *
 * <p>Drawing measures text, for which the JVM needs a font on its host: without one these methods
 * throw whatever the JDK throws then, an error or an exception.
 */
final class SvgChart {
  private static final int WIDTH = 960;
  private static final int CURVES_HEIGHT = 480;
  private static final int BAR_HEIGHT = 22;
  private static final int AROUND_BARS = 110;
  private static final int TICKS_PER_HALF = 5;
  private static final double LEAST_NS = 0.1;

  static {
    // Nothing is shown on a display, also where there is one.
    System.setProperty("java.awt.headless", "true");
    // Else the labels of vertical axes are outlines, and no text.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  private final String id;

  /**
   * @param id what the chart's own ids begin with
   */
  SvgChart(String id) {
    this.id = id;
  }

  /** Draws a curve per contender: which share of its times was that short. */
  String percentiles(Map<String, Scaled> times) {
    XYSeriesCollection curves = new XYSeriesCollection();
    times.forEach((name, scaled) -> curves.addSeries(curve(name, scaled)));
    NumberAxis percentile = logarithmic("percentile", 1, SvgChart::percentile);
    XYPlot plot =
        new XYPlot(
            curves, percentile, nanoseconds(curves), new XYLineAndShapeRenderer(true, false));
    for (int i = 0; i < times.size(); i++) {
      plot.getRenderer().setSeriesStroke(i, new BasicStroke(2));
    }
    plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
    return svg("Percentiles of time per message", plot, CURVES_HEIGHT);
  }

  private static XYSeries curve(String name, Scaled scaled) {
    XYSeries curve = new XYSeries(name);
    for (HistogramIterationValue at : scaled.histogram().percentiles(TICKS_PER_HALF)) {
      double level = at.getPercentileLevelIteratedTo();
      // The last level is 100 %, which has no place on an axis of nines.
      if (level < 100) {
        double valueNs = at.getValueIteratedTo() / scaled.unitNs();
        curve.add(Math.log10(100 / (100 - level)), Math.log10(Math.max(LEAST_NS, valueNs)));
      }
    }
    return curve;
  }

  /** Marks decades, or quarters of a decade where there are few of them. */
  private static NumberAxis nanoseconds(XYSeriesCollection curves) {
    double decades = curves.getRangeUpperBound(false) - curves.getRangeLowerBound(false);
    return logarithmic("ns per message", decades < 2 ? 0.25 : 1, SvgChart::number);
  }

  /** The library's own logarithmic axis draws its numbers as outlines, which nobody can search. */
  private static NumberAxis logarithmic(
      String label, double decades, DoubleFunction<String> writer) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setTickUnit(new NumberTickUnit(decades));
    axis.setNumberFormatOverride(new AxisFormat(value -> writer.apply(Math.pow(10, value))));
    return axis;
  }

  private static String percentile(double distance) {
    double percentile = 100 - 100 / distance;
    return BigDecimal.valueOf(percentile)
            .round(new MathContext(9))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /**
   * Draws bars.
   *
   * @param title of the chart
   * @param unit of the values
   * @param bars by name, then by which of the name's figures
   */
  String bars(String title, String unit, SequencedMap<String, Map<String, Double>> bars) {
    DefaultCategoryDataset values = new DefaultCategoryDataset();
    bars.forEach((name, figures) ->
        figures.forEach((figure, value) -> values.addValue(value, figure, name)));
    NumberAxis axis = new NumberAxis(unit);
    axis.setNumberFormatOverride(new AxisFormat(SvgChart::number));
    CategoryPlot plot =
        new CategoryPlot(values, new CategoryAxis("contender"), axis, new BarRenderer());
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    int count = values.getRowCount() * values.getColumnCount();
    return svg(title, plot, AROUND_BARS + BAR_HEIGHT * count);
  }

  private static String number(double value) {
    String pattern = value >= 100 || value == Math.rint(value) ? "%,.0f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }

  private String svg(String title, Plot plot, int height) {
    JFreeChart chart = new JFreeChart(title, JFreeChart.DEFAULT_TITLE_FONT, plot, true);
    StandardChartTheme theme = new StandardChartTheme("page");
    theme.setPlotBackgroundPaint(Color.WHITE);
    theme.setRangeGridlinePaint(Color.LIGHT_GRAY);
    theme.setDomainGridlinePaint(Color.LIGHT_GRAY);
    // A painter that shades would be drawn as pixels.
    theme.setBarPainter(new StandardBarPainter());
    theme.setShadowVisible(false);
    theme.apply(chart);
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
    ByteArrayOutputStream document = new ByteArrayOutputStream();
    try {
      Processors.get("svg")
          .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, height))
          .writeTo(document);
    } catch (IOException e) {
      throw new UncheckedIOException("a chart cannot be written", e);
    }
    return forPage(document.toString(StandardCharsets.UTF_8));
  }

  /** Takes the element out of its document. */
  private String forPage(String document) {
    return document
        .substring(document.indexOf("<svg"))
        .replace("id=\"", "id=\"" + id + "-")
        .replace("url(#", "url(#" + id + "-");
  }
}
