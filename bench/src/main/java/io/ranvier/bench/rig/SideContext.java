package io.ranvier.bench.rig;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a side's program works with.
 *
 * @param assignment what this child was told
 * @param contender this child's instance of the contender
 * @param board the words through which the two sides keep step
 */
public record SideContext(Assignment assignment, Contender contender, PhaseBoard board) {

  /** Returns the contender as the kind that the scenario needs. */
  public <C extends Contender> C contender(Class<C> kind) {
    return kind.cast(contender);
  }

  /** Returns the station of that name: a directory of the pair's own, shared by the two sides. */
  public Station station(String name) throws IOException {
    Path directory = assignment.directory().resolve(name);
    try {
      // Not those above: a run that has just been ended has removed them, and nobody would again.
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // The other side's is this one's.
    }
    return assignment.workload().station(directory);
  }

  /** Pins the calling thread as assigned and says in the report how that went. */
  public void pin(SideReport report) {
    ThreadPin.pin(assignment.cpu(), report);
  }

  /** Leaves the calling thread where the kernel puts it, and says so in the report. */
  public void leaveUnpinned(SideReport report) {
    ThreadPin.pin(Assignment.UNPINNED, report);
  }
}
