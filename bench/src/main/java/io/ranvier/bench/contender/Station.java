package io.ranvier.bench.contender;

import java.nio.file.Path;

/**
 * What one side of a contender is given to set itself up.
 *
 * @param directory a private directory in memory, the same for both sides, removed afterwards
 * @param payloadBytes the length of every message, 0 or more
 * @param waitMode how the measured threads are to wait
 * @param inFlight how many calls are to be under way at a time, where that is asked
 * @param receivers how many processes receive
 */
public record Station(
    Path directory, int payloadBytes, WaitMode waitMode, int inFlight, int receivers) {
  /** One receiver. */
  public Station(Path directory, int payloadBytes, WaitMode waitMode, int inFlight) {
    this(directory, payloadBytes, waitMode, inFlight, 1);
  }
}
