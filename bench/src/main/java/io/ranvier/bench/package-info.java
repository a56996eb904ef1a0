/**
 * Measures this engine and what it would be chosen over, side by side, on the host it runs on.
 *
 * <p>The packages below are layers and use only those before them: {@code figures} (arithmetic),
 * {@code contender} (what is measured), {@code rig} (child JVMs), {@code report} (what was found),
 * {@code scenario} (what is asked; {@link io.ranvier.bench.scenario.BenchRun} is the way in).
 * Beside them stand {@code compare} (two results of a scenario) and {@code jmh} (microbenchmarks).
 */
package io.ranvier.bench;
