package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.FanInContender;
import io.ranvier.bench.contender.FanInContender.Desk;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.limit.LimitRoundTrip;
import io.ranvier.bench.rig.Assignment;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;

/**
 * A server and its clients. The server is the side that leads, the clients are those that follow:
 * so there can be several. The limit is measured between the server and the first client.
 */
public final class FanInProgram implements SideProgram {
  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public FanInProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    if (context.assignment().side() == Side.CALLING) {
      serve(context, report);
    } else {
      call(context, report);
    }
    return report;
  }

  private static void serve(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    Workload workload = context.assignment().workload();
    FanInContender contender = context.contender(FanInContender.class);
    board.awaitOpen();
    try (Caller limit = new LimitRoundTrip().openCaller(context.station("limit"));
        Desk desk = contender.openDesk(context.station("contender"), workload.receivers())) {
      board.announceConnected();
      desk.awaitClients();
      context.pin(report);
      Conductor conductor =
          new Conductor(
              board,
              workload,
              OwnCode.instance(CallingLoop.class, TimedLoop.class, limit),
              new DeskLoop(desk));
      conductor.warmUp();
      for (Phase phase : Phase.MEASURED) {
        OneWayProgram.put(phase, conductor.measure(phase), report);
      }
      conductor.end();
    }
  }

  private static void call(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    Assignment assignment = context.assignment();
    FanInContender contender = context.contender(FanInContender.class);
    try (Echo limit = new LimitRoundTrip().openEcho(context.station("limit"))) {
      board.announceOpen();
      board.awaitConnected();
      try (Caller caller =
          contender.openClient(context.station("contender"), assignment.receiver())) {
        context.pin(report);
        ClientLoop loop = new ClientLoop(caller);
        // The limit is that of two processes: further ones have no part in it.
        ServingLoop limitLoop =
            assignment.receiver() == 0
                ? OwnCode.instance(AnsweringLoop.class, ServingLoop.class, limit)
                : ignored -> {};
        ServingLoop reporting =
            where -> {
              loop.run(where);
              OneWayProgram.put(Phase.numbered(where.phase()), loop.found(), report);
            };
        var ignored = new Follower(board, limitLoop, reporting, () -> Contender.UNCOUNTED).serve();
      }
    }
  }
}
