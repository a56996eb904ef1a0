/**
 * Arithmetic on what was measured: medians, ratios, percentiles finer than the clock.
 *
 * <p>Pure functions of given numbers; nothing here reads a clock except {@link
 * io.ranvier.bench.figures.ClockStep}.
 */
package io.ranvier.bench.figures;
