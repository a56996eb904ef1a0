package io.ranvier.bench.program;

import io.ranvier.bench.contender.ConnectContender;
import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/**
 * Both sides of the connect scenario. No limit is measured, and no thread is pinned: connections
 * are opened with the help of other threads, which would get the same CPU.
 */
public final class ConnectProgram implements SideProgram {
  /** Nanoseconds from the connect to the reply of the first connection of both JVMs. */
  public static final String COLD_NS = "coldNs";

  /** What the files of a connection take, or UNCOUNTED. */
  public static final String MEMORY_BYTES = "memoryBytes";

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public ConnectProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    if (context.assignment().side() == Side.CALLING) {
      connect(context, report);
    } else {
      answer(context, report);
    }
    return report;
  }

  private static void connect(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    ConnectContender contender = context.contender(ConnectContender.class);
    board.awaitOpen();
    VisitingLoop loop = new VisitingLoop(contender.openVisitor(context.station("contender")));
    board.announceConnected();
    context.leaveUnpinned(report);
    Conductor conductor = Conductor.withoutLimit(board, context.assignment().workload(), loop);
    conductor.warmUp();
    report.put(Phase.CONTENDER.name(), conductor.measure(Phase.CONTENDER).times());
    report.put(COLD_NS, loop.coldNs());
    report.put(MEMORY_BYTES, loop.memoryBytes());
    conductor.end();
  }

  private static void answer(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    ConnectContender contender = context.contender(ConnectContender.class);
    try (Echo echo = contender.openEcho(context.station("contender"))) {
      board.announceOpen();
      board.awaitConnected();
      context.leaveUnpinned(report);
      var ignored =
          Follower.withoutLimit(board, new AnsweringLoop(echo), () -> Contender.UNCOUNTED).serve();
    }
  }
}
