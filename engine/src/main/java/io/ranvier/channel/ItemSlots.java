package io.ranvier.channel;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneHost;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.payload.PayloadPool;
import io.ranvier.payload.PayloadSlot;

/**
 * The payload slots of the channels of one block, on the sender's side: slot arrays of its own, in
 * extents, up to a budget. So large items of a slow receiver take memory from nobody else.
 *
 * <p>Threads: the sender's.
 */
final class ItemSlots {
  private final PayloadPool pool;
  private final OutboundLane lane;
  private final LaneHost host;
  private final long budgetBytes;

  /**
   * @param onFreed wakes a sender that waits for a slot
   * @param budgetBytes the most that all arrays may take
   */
  ItemSlots(OutboundLane lane, Runnable onFreed, long budgetBytes) {
    this.pool = new PayloadPool(lane.counters(), onFreed);
    this.lane = lane;
    this.host = lane.host();
    this.budgetBytes = budgetBytes;
  }

  /**
   * Leases a slot for an item of that length.
   *
   * @return 0, {@link Status#NO_PAYLOAD_SLOT}, or the status of a lane that has ended meanwhile
   * @throws RanvierException LIMIT_EXCEEDED when no slot will ever be large enough
   */
  long lease(int length, PayloadSlot into) {
    int status = pool.tryLease(length, 0, into);
    if (status == PayloadPool.LEASED) {
      return 0;
    }
    boolean coming = host.requestExtent(pool, length, budgetBytes);
    if (coming || status != PayloadPool.NONE_FITS) {
      return Status.NO_PAYLOAD_SLOT;
    }
    long ended = lane.endStatus();
    if (ended != 0) {
      return ended;
    }
    throw new RanvierException(
        ErrorCode.LIMIT_EXCEEDED,
        "cannot send item: lengthBytes=%d, budgetBytes=%d, leftBytes=%d; no slot is that large, raise "
                .formatted(length, budgetBytes, budgetBytes - pool.totalBytes())
            + "ChannelOptions.payloadBytes of the sender, or: "
            + host.extentRefusal());
  }

  /** Takes back what the receiver of a channel that is over never took. */
  void reclaim() {
    pool.reclaim();
  }
}
