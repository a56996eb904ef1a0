package io.ranvier.bench.contender;

import java.nio.file.Path;

/**
 * What one side of a contender is given to set itself up.
 *
 * @param directory a private directory in memory, the same for both sides, removed afterwards
 * @param payloadBytes the length of every message but replies, 0 or more
 * @param replyBytes the length of every reply, 0 or more; the same as of the rest, where nothing
 *     else is said
 * @param waitMode how the measured threads are to wait
 * @param inFlight how many calls are to be under way at a time, where that is asked
 * @param receivers how many processes receive
 */
public record Station(
    Path directory,
    int payloadBytes,
    int replyBytes,
    WaitMode waitMode,
    int inFlight,
    int receivers) {
  /** One receiver, and messages of one length. */
  public Station(Path directory, int payloadBytes, WaitMode waitMode, int inFlight) {
    this(directory, payloadBytes, payloadBytes, waitMode, inFlight, 1);
  }
}
