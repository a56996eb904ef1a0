package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The calling side of pairs whose caller times its calls: leads through all phases, and reports the
 * times of each under its name.
 *
 * @param parks how often this side slept so far, or UNCOUNTED
 */
public record CallerSide(SideContext context, SideReport report, LongSupplier parks) {
  /** How often a side slept while the contender was measured, or UNCOUNTED. */
  public static final String PARKS = "parks";

  /**
   * Leads, once limit and contender are open; pins this thread.
   *
   * @return what was found of the contender
   */
  Section lead(TimedLoop limit, TimedLoop contender) throws IOException {
    PhaseBoard board = context.board();
    board.announceConnected();
    context.pin(report);
    Conductor conductor = new Conductor(board, context.assignment().workload(), limit, contender);
    conductor.warmUp();
    put(Phase.LIMIT_BEFORE, conductor);
    long parksBefore = parks.getAsLong();
    Section found = put(Phase.CONTENDER, conductor);
    boolean counted = parksBefore != Contender.UNCOUNTED;
    report.put(PARKS, counted ? parks.getAsLong() - parksBefore : Contender.UNCOUNTED);
    put(Phase.LIMIT_AFTER, conductor);
    conductor.end();
    return found;
  }

  private Section put(Phase phase, Conductor conductor) throws IOException {
    Section section = conductor.measure(phase);
    report.put(phase.name(), section.times());
    return section;
  }
}
