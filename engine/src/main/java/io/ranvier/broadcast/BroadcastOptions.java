package io.ranvier.broadcast;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.ring.Ring;
import io.ranvier.signal.Waiting;
import java.util.Objects;

/**
 * How a broadcast works.
 *
 * @param ringCells cells of 64 bytes, a power of two; an item takes up to an eighth of them, and 16
 *     at most. So far a receiver may be behind before it is a slow one
 * @param slowReceiver what becomes of a receiver that is as far behind
 * @param patienceNs with {@link SlowReceiver#EVICT}: how long the sender waits for a receiver that
 *     it cannot pass; 0 does not wait
 * @param waiting how the sender waits
 */
public record BroadcastOptions(
    int ringCells, SlowReceiver slowReceiver, long patienceNs, Waiting waiting) {
  private static final BroadcastOptions DEFAULTS =
      new BroadcastOptions(4096, SlowReceiver.WAIT, 0, Waiting.adaptive());

  public BroadcastOptions {
    Ring.checkCellCount(ringCells);
    Objects.requireNonNull(slowReceiver, "slowReceiver");
    Objects.requireNonNull(waiting, "waiting");
    if (patienceNs < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot open broadcast: patienceNs=%d; choose 0 or more".formatted(patienceNs));
    }
  }

  /** 4,096 cells; the sender waits for the slowest receiver. */
  public static BroadcastOptions defaults() {
    return DEFAULTS;
  }

  public BroadcastOptions withRingCells(int value) {
    return new BroadcastOptions(value, slowReceiver, patienceNs, waiting);
  }

  public BroadcastOptions withSlowReceiver(SlowReceiver value) {
    return new BroadcastOptions(ringCells, value, patienceNs, waiting);
  }

  public BroadcastOptions withPatienceNs(long value) {
    return new BroadcastOptions(ringCells, slowReceiver, value, waiting);
  }

  public BroadcastOptions withWaiting(Waiting value) {
    return new BroadcastOptions(ringCells, slowReceiver, patienceNs, value);
  }
}
