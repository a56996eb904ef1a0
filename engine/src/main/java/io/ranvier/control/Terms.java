package io.ranvier.control;

import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;

/**
 * What one side of a connection brings and allows; exchanged in the handshake.
 *
 * @param outbound memory of its sending side
 * @param maxPayloadBytes the longest payload it sends or takes
 * @param extentQuotaBytes how much memory its sending side may add, all extents together
 * @param reservation when payload slots get their storage; the region gets the thriftier of the two
 * @param sleeps whether its threads ever sleep; if not, the peer need not look for sleepers
 * @param canFence whether its process can give and take barriers by membarrier, and wants to
 */
public record Terms(
    LaneOptions outbound,
    int maxPayloadBytes,
    long extentQuotaBytes,
    Reservation reservation,
    boolean sleeps,
    boolean canFence) {
  /** Stands for the terms of another major version. */
  static final Terms UNREADABLE =
      new Terms(LaneOptions.defaults(), 0, 0, Reservation.FULL, false, false);
}
