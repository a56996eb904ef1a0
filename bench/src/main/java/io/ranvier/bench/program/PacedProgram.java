package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.OneWayContender.Sink;
import io.ranvier.bench.contender.OneWayContender.Source;
import io.ranvier.bench.limit.LimitOneWay;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;

/**
 * Both sides of the stream scenario's latency: messages at a fixed rate, timed by the receiver from
 * when each was due. A message that is sent late because one before it held the sender up is late
 * by all of that.
 */
public final class PacedProgram implements SideProgram {
  private final OneWayContender limit = LimitOneWay.ofLatency();

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public PacedProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    report.put(CallerSide.PARKS, Contender.UNCOUNTED);
    if (context.assignment().side() == Side.CALLING) {
      send(context, report);
    } else {
      receive(context, report);
    }
    return report;
  }

  private void send(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    OneWayContender contender = context.contender(OneWayContender.class);
    Workload workload = context.assignment().workload();
    Pace pace = Pace.of(workload);
    board.awaitOpen();
    try (Source limit = this.limit.openSource(context.station("limit"));
        Source source = contender.openSource(context.station("contender"))) {
      board.announceConnected();
      context.pin(report);
      Conductor conductor = new Conductor(board, workload, loop(limit, pace), loop(source, pace));
      conductor.warmUp();
      for (Phase phase : Phase.MEASURED) {
        var ignored = conductor.measure(phase);
      }
      conductor.end();
    }
  }

  private void receive(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    OneWayContender contender = context.contender(OneWayContender.class);
    Pace pace = Pace.of(context.assignment().workload());
    try (Sink limit = this.limit.openSink(context.station("limit"));
        Sink sink = contender.openSink(context.station("contender"))) {
      board.announceOpen();
      sink.awaitSource();
      board.awaitConnected();
      context.pin(report);
      var ignored =
          new Follower(
                  board,
                  loop(limit, pace, report),
                  loop(sink, pace, report),
                  () -> Contender.UNCOUNTED)
              .serve();
    }
  }

  private static TimedLoop loop(Source source, Pace pace) {
    return OwnCode.instance(PacedLoop.class, TimedLoop.class, source, pace);
  }

  private static ServingLoop loop(Sink sink, Pace pace, SideReport report) {
    return OwnCode.instance(HandlingLoop.class, ServingLoop.class, sink, pace, report);
  }
}
