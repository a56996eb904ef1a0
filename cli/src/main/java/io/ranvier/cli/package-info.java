/**
 * The command line {@code ranvier}: a thin layer over the other modules.
 *
 * <p>A command reads and checks its options, calls the module that does the work, prints what came
 * back, and ends with one of the codes in {@link io.ranvier.cli.ExitCode}. Results go to standard
 * output; progress and errors go to standard error. Those that measure are in {@code bench}, those
 * that run an example in {@code sample}.
 */
package io.ranvier.cli;
