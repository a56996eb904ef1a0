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

/** Both sides of the one-way scenario. */
public final class OneWayProgram implements SideProgram {
  /** For how many messages one value of a histogram stands. */
  public static final String BATCH = "batch";

  private static final String COUNT = ".count";
  private static final String ELAPSED_NS = ".elapsedNs";

  private final OneWayContender limit;

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public OneWayProgram() {
    this(new LimitOneWay());
  }

  /** With another limit. */
  OneWayProgram(OneWayContender limit) {
    this.limit = limit;
  }

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    if (context.assignment().side() == Side.CALLING) {
      send(context, report);
    } else {
      receive(context, report);
    }
    return report;
  }

  /** Returns how many messages a phase moved. */
  public static long count(SideReport report, Phase phase) {
    return report.number(phase.name() + COUNT);
  }

  /** Returns how many messages a phase moved in a second. */
  public static double messagesPerSecond(SideReport report, Phase phase) {
    return 1e9 * count(report, phase) / report.number(phase.name() + ELAPSED_NS);
  }

  private void send(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    Workload workload = context.assignment().workload();
    OneWayContender contender = context.contender(OneWayContender.class);
    board.awaitOpen();
    try (Source limit = this.limit.openSource(context.station("limit"));
        Source source = contender.openSource(context.station("contender"))) {
      board.announceConnected();
      context.pin(report);
      int batch = SendingLoop.batch(workload.payloadBytes());
      report.put(BATCH, batch);
      Conductor conductor = new Conductor(board, workload, loop(limit, batch), loop(source, batch));
      conductor.warmUp();
      for (Phase phase : Phase.MEASURED) {
        put(phase, conductor, report);
      }
      conductor.end();
    }
  }

  private static void put(Phase phase, Conductor conductor, SideReport report) throws IOException {
    put(phase, conductor.measure(phase), report);
  }

  /** Reports what a phase moved. */
  public static void put(Phase phase, Section section, SideReport report) {
    report.put(phase.name() + ELAPSED_NS, section.elapsedNs());
    report.put(phase.name() + COUNT, section.count());
    report.put(phase.name(), section.times());
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
      // The limit is that of two processes: further ones have no part in it.
      boolean first = context.assignment().receiver() == 0;
      ServingLoop limitLoop = first ? loop(limit) : ignored -> {};
      new Follower(board, limitLoop, loop(sink), () -> Contender.UNCOUNTED).serve();
    }
  }

  private static TimedLoop loop(Source source, int batch) {
    return OwnCode.instance(SendingLoop.class, TimedLoop.class, source, batch);
  }

  private static ServingLoop loop(Sink sink) {
    return OwnCode.instance(TakingLoop.class, ServingLoop.class, sink);
  }
}
