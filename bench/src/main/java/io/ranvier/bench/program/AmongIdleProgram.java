package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.IdleContender.Holder;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.ranvier.RanvierCallRoundTrip;
import io.ranvier.bench.ranvier.RanvierIdle;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Side;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Round trips with a server that has many other connections, beside a server that has none: both in
 * the same two processes, the second where the limit stands else. A third process holds the other
 * connections, which are parked.
 */
public final class AmongIdleProgram implements SideProgram {
  private final RanvierCallRoundTrip calls = new RanvierCallRoundTrip();

  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public AmongIdleProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    SideReport report = new SideReport();
    if (context.assignment().side() == Side.CALLING) {
      call(context, report);
    } else if (context.assignment().receiver() == 0) {
      new EchoSide(context, report).serve(calls::openEcho, calls::openEcho);
    } else {
      hold(context, report);
    }
    return report;
  }

  private void call(SideContext context, SideReport report) throws IOException {
    context.board().awaitOpen();
    try (Caller alone = calls.openCaller(context.station("limit"));
        Caller among = calls.openCaller(context.station("contender"))) {
      var ignored =
          new CallerSide(context, report, () -> Contender.UNCOUNTED).lead(loop(alone), loop(among));
    }
  }

  private static TimedLoop loop(Caller caller) {
    return OwnCode.instance(CallingLoop.class, TimedLoop.class, caller);
  }

  private static void hold(SideContext context, SideReport report) throws IOException {
    PhaseBoard board = context.board();
    int connections = context.assignment().workload().load().connections();
    Station station = context.station("contender");
    Station parked = new Station(station.directory(), station.payloadBytes(), WaitMode.PARK, 1);
    try (Holder holder = new RanvierIdle().openHolder(parked, connections)) {
      board.announceOpen();
      board.awaitConnected();
      context.leaveUnpinned(report);
      Thread.ofPlatform().daemon().name("holder").start(() -> rest(holder));
      var ignored =
          new Follower(board, limit -> {}, contender -> {}, () -> Contender.UNCOUNTED).serve();
    }
  }

  private static void rest(Holder holder) {
    try {
      holder.rest(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
