/**
 * What is measured, and how a run is put together, in the JVM that starts the others.
 *
 * <pre>
 *   BenchRun            settings in, report out
 *     InterleavedRounds round r: entrant 1, 2, 3 ..., each in a fresh pair of JVMs;
 *                       throws away what was measured across a move of the CPUs
 *     Scenario          says which program a pair runs; turns what it reported into a
 *                       measurement, results and ratios
 * </pre>
 *
 * <p>Most scenarios compare with the hardware's limit ({@link
 * io.ranvier.bench.scenario.LimitedScenario}).
 */
package io.ranvier.bench.scenario;
