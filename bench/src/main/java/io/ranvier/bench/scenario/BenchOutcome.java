package io.ranvier.bench.scenario;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.report.RunReport;
import java.util.Map;

/**
 * What a run found.
 *
 * @param report the figures
 * @param doubts why contenders failed a check, by their names; no figure of theirs is reported
 * @param times all times of each contender's kept rounds, by its name
 */
public record BenchOutcome(
    RunReport report, Map<String, String> doubts, Map<String, Scaled> times) {}
