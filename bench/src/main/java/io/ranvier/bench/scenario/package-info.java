/**
 * What is measured, and how a run is put together.
 *
 * <pre>
 *   BenchRun            settings in, report out
 *     InterleavedRounds round r: entrant 1, 2, 3 ..., each in a fresh pair of JVMs;
 *                       throws away what was measured across a move of the CPUs
 *     Scenario          turns what a pair reported into a measurement, results and ratios
 *   -------- above: orchestrating JVM; below: the pair's JVMs --------
 *     RoundTripProgram, OneWayProgram, StreamProgram, PacedProgram, ConnectProgram,
 *     IdleProgram, OpenLoopProgram, FanInProgram, AmongIdleProgram
 *                       what both sides of a pair do, phase by phase
 * </pre>
 *
 * <p>Most scenarios compare with the hardware's limit ({@link
 * io.ranvier.bench.scenario.LimitedScenario}); where there is none, the phases of the limit are
 * empty.
 *
 * <p>A pair goes through the {@link io.ranvier.bench.scenario.Phase}s: limit and contender are
 * warmed up first, until the compilers are quiet; then the limit is measured, the contender, and
 * the limit again, all in the same two threads. The calling side leads ({@link
 * io.ranvier.bench.scenario.Conductor}), the answering side follows ({@link
 * io.ranvier.bench.scenario.Follower}).
 */
package io.ranvier.bench.scenario;
