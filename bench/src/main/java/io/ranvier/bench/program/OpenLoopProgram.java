package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.OpenLoopContender;
import io.ranvier.bench.contender.OpenLoopContender.Arrivals;
import io.ranvier.bench.limit.LimitOpenLoop;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/** Both sides of calls at a fixed rate. */
public final class OpenLoopProgram implements SideProgram {
  /** How much longer than planned a section may take before somebody is said to lag behind. */
  private static final double LATE = 1.1;

  private static final long LATE_NS = 10_000_000;

  private final OpenLoopContender limit = new LimitOpenLoop();

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public OpenLoopProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    OpenLoopContender contender = context.contender(OpenLoopContender.class);
    if (context.assignment().side() == Side.CALLING) {
      call(contender, context, report);
    } else {
      new EchoSide(context, report).serve(limit::openEcho, contender::openEcho);
    }
    return report;
  }

  private void call(OpenLoopContender contender, SideContext context, SideReport report)
      throws IOException {
    Pace pace = Pace.of(context.assignment().workload());
    long plannedNs = context.assignment().workload().durationNs();
    context.board().awaitOpen();
    try (Arrivals limit = this.limit.openArrivals(context.station("limit"));
        Arrivals arrivals = contender.openArrivals(context.station("contender"))) {
      Section found =
          new CallerSide(context, report, () -> Contender.UNCOUNTED)
              .lead(loop(limit, pace), loop(arrivals, pace));
      if (found.elapsedNs() > LATE * plannedNs + LATE_NS) {
        report.note("did not keep up with the rate: its latency grows with --duration");
      }
    }
  }

  private static TimedLoop loop(Arrivals arrivals, Pace pace) {
    return OwnCode.instance(ArrivalLoop.class, TimedLoop.class, arrivals, pace);
  }
}
