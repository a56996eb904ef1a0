/**
 * The commands under {@code ranvier bench}: one per scenario, {@code all} of them, {@code jmh} for
 * the primitives, and {@code compare} for two results.
 *
 * <p>{@link io.ranvier.cli.bench.BenchOptions} reads what they have in common, {@link
 * io.ranvier.cli.bench.ScenarioRun} does what they have in common.
 */
package io.ranvier.cli.bench;
