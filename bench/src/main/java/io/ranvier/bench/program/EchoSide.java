package io.ranvier.bench.program;

import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/** The answering side of pairs that call: answers through all phases. */
record EchoSide(SideContext context, SideReport report) {
  /** Opens an answering side. */
  @FunctionalInterface
  interface Opener {
    Echo open(Station station) throws IOException;
  }

  void serve(Opener openLimit, Opener openContender) throws IOException {
    PhaseBoard board = context.board();
    try (Echo limit = openLimit.open(context.station("limit"));
        Echo echo = openContender.open(context.station("contender"))) {
      board.announceOpen();
      echo.awaitCaller();
      board.awaitConnected();
      context.pin(report);
      report.put(
          CallerSide.PARKS, new Follower(board, loop(limit), loop(echo), echo::parks).serve());
    }
  }

  private static ServingLoop loop(Echo echo) {
    return OwnCode.instance(AnsweringLoop.class, ServingLoop.class, echo);
  }
}
