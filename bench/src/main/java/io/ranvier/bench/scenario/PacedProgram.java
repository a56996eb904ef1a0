package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.LimitOneWay;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.OneWayContender.Sink;
import io.ranvier.bench.contender.OneWayContender.Source;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/**
 * Both sides of the stream scenario's latency: messages at a fixed rate, timed by the receiver from
 * when each was due. A message that is sent late because one before it held the sender up is late
 * by all of that.
 */
public final class PacedProgram implements SideProgram {
  /** Messages are due so many nanoseconds apart: 100,000 a second. */
  static final long INTERVAL_NS = 10_000;

  /**
   * What any host carries. A sender that cannot keep pace would show how late it was in the end.
   */
  static final long MOST_BYTES_PER_SECOND = 800_000_000;

  /** The longest messages that are due that often. */
  static final int LONGEST_BYTES = (int) (MOST_BYTES_PER_SECOND * INTERVAL_NS / 1_000_000_000);

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
    board.awaitOpen();
    try (Source limit = this.limit.openSource(context.station("limit"));
        Source source = contender.openSource(context.station("contender"))) {
      board.announceConnected();
      context.pin(report);
      Conductor conductor =
          new Conductor(board, context.assignment().workload(), loop(limit), loop(source));
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
    try (Sink limit = this.limit.openSink(context.station("limit"));
        Sink sink = contender.openSink(context.station("contender"))) {
      board.announceOpen();
      sink.awaitSource();
      board.awaitConnected();
      context.pin(report);
      var ignored =
          new Follower(board, loop(limit, report), loop(sink, report), () -> Contender.UNCOUNTED)
              .serve();
    }
  }

  private static TimedLoop loop(Source source) {
    return OwnCode.instance(PacedLoop.class, TimedLoop.class, source);
  }

  private static ServingLoop loop(Sink sink, SideReport report) {
    return OwnCode.instance(HandlingLoop.class, ServingLoop.class, sink, report);
  }
}
