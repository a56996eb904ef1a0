/**
 * What one pair of JVMs found in one round, and what all rounds of a contender come to.
 *
 * <pre>
 *   PairReport  --&gt;  Measurement     one round: LatencyMeasurement, OneWayMeasurement,
 *                                    ConnectMeasurement, IdleMeasurement
 *   Measurements --&gt; Result          LatencySummary, RateSummary, ConnectSummary
 *   Measurements --&gt; Ratio           Comparison: round by round, then the median
 * </pre>
 *
 * <p>Records and pure functions; nothing here measures.
 */
package io.ranvier.bench.measurement;
