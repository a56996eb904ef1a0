package io.ranvier.bench.rig;

/**
 * What both sides of a pair do, one class per scenario.
 *
 * <p>Runs in a child JVM, on its main thread, which is the measured one. Implementations have a
 * public constructor without arguments.
 */
public interface SideProgram {
  /**
   * Does this side's part and returns what it found.
   *
   * @throws io.ranvier.bench.contender.ContentError when bytes arrive changed
   * @throws Exception when anything else fails
   */
  SideReport run(SideContext context) throws Exception;
}
