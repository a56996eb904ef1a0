package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.IdleContender;
import io.ranvier.bench.contender.IdleContender.Holder;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;

/**
 * Both sides of the idle scenario: a process that holds connections, and a server. No limit is
 * measured, and no thread is pinned.
 */
public final class IdleProgram implements SideProgram {
  /** CPU time of a side's process while it rested. */
  static final String CPU_NS = "cpuNs";

  /** For how long that was. */
  static final String RESTED_NS = "restedNs";

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public IdleProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    Rest.prepare();
    if (context.assignment().side() == Side.CALLING) {
      hold(context, report);
    } else {
      answer(context, report);
    }
    return report;
  }

  private static void hold(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    Workload workload = context.assignment().workload();
    IdleContender contender = context.contender(IdleContender.class);
    int connections = workload.load().connections();
    board.awaitOpen();
    try (Holder holder = contender.openHolder(context.station("contender"), connections)) {
      board.announceConnected();
      context.leaveUnpinned(report);
      HoldingLoop loop = new HoldingLoop(holder, connections);
      Conductor conductor = Conductor.withoutLimit(board, workload, loop);
      conductor.warmUp();
      loop.settle(workload.durationNs());
      report.put(Phase.CONTENDER.name(), conductor.measure(Phase.CONTENDER).times());
      loop.rest().putInto(report);
      conductor.end();
    }
  }

  private static void answer(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    IdleContender contender = context.contender(IdleContender.class);
    try (Echo echo = contender.openEcho(context.station("contender"))) {
      board.announceOpen();
      board.awaitConnected();
      context.leaveUnpinned(report);
      RestingLoop loop = new RestingLoop(echo);
      var ignored = Follower.withoutLimit(board, loop, () -> Contender.UNCOUNTED).serve();
      loop.rest().putInto(report);
    }
  }
}
