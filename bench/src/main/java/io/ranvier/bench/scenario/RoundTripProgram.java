package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.LimitRoundTrip;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/** Both sides of the round-trip scenario. */
public final class RoundTripProgram implements SideProgram {
  /** How often a side slept while the contender was measured, or UNCOUNTED. */
  static final String PARKS = "parks";

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public RoundTripProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    if (context.assignment().side() == Side.CALLING) {
      call(context, report);
    } else {
      answer(context, report);
    }
    return report;
  }

  private static void call(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    RoundTripContender contender = context.contender(RoundTripContender.class);
    board.awaitOpen();
    try (Caller limit = new LimitRoundTrip().openCaller(context.station("limit"));
        Caller caller = contender.openCaller(context.station("contender"))) {
      board.announceConnected();
      context.pin(report);
      Conductor conductor =
          new Conductor(board, context.assignment().workload(), loop(limit), loop(caller));
      conductor.warmUp();
      report.put(Phase.LIMIT_BEFORE.name(), conductor.measure(Phase.LIMIT_BEFORE).times());
      long parksBefore = caller.parks();
      report.put(Phase.CONTENDER.name(), conductor.measure(Phase.CONTENDER).times());
      boolean counted = parksBefore != Contender.UNCOUNTED;
      report.put(PARKS, counted ? caller.parks() - parksBefore : Contender.UNCOUNTED);
      report.put(Phase.LIMIT_AFTER.name(), conductor.measure(Phase.LIMIT_AFTER).times());
      conductor.end();
    }
  }

  private static void answer(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    RoundTripContender contender = context.contender(RoundTripContender.class);
    try (Echo limit = new LimitRoundTrip().openEcho(context.station("limit"));
        Echo echo = contender.openEcho(context.station("contender"))) {
      board.announceOpen();
      echo.awaitCaller();
      board.awaitConnected();
      context.pin(report);
      report.put(PARKS, new Follower(board, loop(limit), loop(echo), echo::parks).serve());
    }
  }

  private static TimedLoop loop(Caller caller) {
    return OwnCode.instance(CallingLoop.class, TimedLoop.class, caller);
  }

  private static ServingLoop loop(Echo echo) {
    return OwnCode.instance(AnsweringLoop.class, ServingLoop.class, echo);
  }
}
