/**
 * Two child JVMs that measure, and the process that starts and ends them.
 *
 * <pre>
 *   orchestrating JVM (never measures)
 *     RunDirectory   /dev/shm/ranvier-bench-&lt;pid&gt;-..., removed at the end
 *     Pair           starts two ChildProcess, waits, ends both
 *        |  Assignment as arguments          ^  SideReport lines on standard output
 *        v                                   |
 *   ChildMain (calling side)           ChildMain (answering side)
 *     one pinned thread  &lt;-- PhaseBoard: phases and message numbers in shared memory --&gt;
 * </pre>
 *
 * <p>The orchestrating process keeps each child's standard input open and writes nothing to it; a
 * child that reads its end knows that the parent is gone, removes the run's directory and halts. So
 * nothing is left behind, however the parent ended. In the other direction the parent has the
 * clock: a child waits without limit for the other child, and the parent ends both when one fails
 * or when they take too long. Children are ended by their process handle.
 *
 * <p>What the two sides do is a {@link io.ranvier.bench.rig.SideProgram}, named by class: the rig
 * knows no scenario.
 */
package io.ranvier.bench.rig;
