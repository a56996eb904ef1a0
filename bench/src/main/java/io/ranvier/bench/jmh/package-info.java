/**
 * Microbenchmarks of the parts from which everything else is made, run by JMH: {@code ranvier bench
 * jmh}.
 *
 * <p>One class for each part, named after it, with one method for each way to use it; {@code
 * oneThread} says what the instructions cost, {@code twoThreads} what they cost when lines travel
 * between two CPUs. Whatever is moved is looked at where it arrives, and a wrong value ends the
 * run. Those marked {@link io.ranvier.bench.jmh.HotPath} must allocate nothing, which {@link
 * io.ranvier.bench.jmh.BenchmarkRun} checks.
 *
 * <p>JMH is not in the command line's usual jar: no class outside this package names JMH, and of
 * this one only {@code BenchmarkRun} is used from outside.
 */
package io.ranvier.bench.jmh;
