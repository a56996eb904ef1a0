/**
 * Measures this engine and what it would be chosen over, side by side, on the host it runs on.
 *
 * <p>The packages below are layers and use only those before them:
 *
 * <ul>
 *   <li>{@code figures}: arithmetic.
 *   <li>{@code contender}: what can be measured; {@code limit}, {@code ranvier} and {@code peer}:
 *       what is, of the hardware, of this engine and of what others offer.
 *   <li>{@code rig}: child JVMs.
 *   <li>{@code report}: what was found, for people and machines.
 *   <li>{@code program}: what the child JVMs do.
 *   <li>{@code measurement}: what they found.
 *   <li>{@code scenario}: what is asked; {@link io.ranvier.bench.scenario.BenchRun} is the way in.
 *   <li>{@code compare}: two results of a scenario.
 *   <li>{@code jmh}: microbenchmarks.
 * </ul>
 */
package io.ranvier.bench;
