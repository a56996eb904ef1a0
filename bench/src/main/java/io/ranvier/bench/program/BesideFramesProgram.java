package io.ranvier.bench.program;

import io.ranvier.bench.ranvier.RanvierFrameOneWay;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/**
 * Both sides of items beside frames in the same two processes: frames stand where the limit stands
 * else, and are measured before and after. From one pair of processes to the next the host may have
 * moved, and rates with it by a factor of two.
 */
public final class BesideFramesProgram implements SideProgram {
  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public BesideFramesProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    return new OneWayProgram(new RanvierFrameOneWay()).run(context);
  }
}
