package io.ranvier.bench.program;

import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.limit.LimitRoundTrip;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/** Both sides of the round-trip scenario. */
public final class RoundTripProgram implements SideProgram {
  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public RoundTripProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    RoundTripContender contender = context.contender(RoundTripContender.class);
    if (context.assignment().side() == Side.CALLING) {
      call(contender, context, report);
    } else {
      new EchoSide(context, report).serve(new LimitRoundTrip()::openEcho, contender::openEcho);
    }
    return report;
  }

  private static void call(RoundTripContender contender, SideContext context, SideReport report)
      throws IOException {
    context.board().awaitOpen();
    try (Caller limit = new LimitRoundTrip().openCaller(context.station("limit"));
        Caller caller = contender.openCaller(context.station("contender"))) {
      var ignored = new CallerSide(context, report, caller::parks).lead(loop(limit), loop(caller));
    }
  }

  private static TimedLoop loop(Caller caller) {
    return OwnCode.instance(CallingLoop.class, TimedLoop.class, caller);
  }
}
