/**
 * What the two sides of a pair do, in their own JVMs, phase by phase.
 *
 * <pre>
 *   RoundTripProgram, OneWayProgram, StreamProgram, PacedProgram, ConnectProgram, IdleProgram,
 *   OpenLoopProgram, FanInProgram, AmongIdleProgram      one is named by each scenario
 *     calling side                        answering side
 *     Conductor   leads through  --&gt;  Follower    follows
 *       TimedLoop   what it does in a     ServingLoop   what it does meanwhile
 *                   section
 * </pre>
 *
 * <p>A pair goes through the {@link io.ranvier.bench.program.Phase}s: limit and contender are
 * warmed up first, until the compilers are quiet; then the limit is measured, the contender, and
 * the limit again, all in the same two threads. Where there is no limit to compare with, its phases
 * are empty. What was found goes into the side's {@link io.ranvier.bench.rig.SideReport}, by names
 * that stand here.
 *
 * <p>Threads: each loop runs in the one measured thread of its process.
 */
package io.ranvier.bench.program;
