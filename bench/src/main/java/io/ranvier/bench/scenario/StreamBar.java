package io.ranvier.bench.scenario;

import io.ranvier.bench.report.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A ratio that a channel is to reach.
 *
 * @param least of the rates
 */
record StreamBar(String ratio, double least) {
  private static final List<StreamBar> ALL =
      List.of(
          new StreamBar("ranvier@32/ranvier-frames@32", 0.9),
          new StreamBar("ranvier@1048576/limit-memory@1048576", 0.7));

  /** Says for each bar whose ratio was measured whether it is reached. */
  static List<String> notes(Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    for (StreamBar bar : ALL) {
      if (ratios.get(bar.ratio) instanceof Ratio.Rate found) {
        notes.add(Bar.atLeast(bar.least).note(bar.ratio, found.messagesPerSecond()));
      }
    }
    return notes;
  }
}
