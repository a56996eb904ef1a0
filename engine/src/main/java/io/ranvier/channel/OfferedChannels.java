package io.ranvier.channel;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * The channels that came with a call: this side's ends, to be taken by the handler. Those that it
 * leaves are dropped: a sender's end closes, a receiver's resets.
 *
 * <p>They are numbered from 0, in the order in which the caller opened them.
 *
 * <p>Threads: one at a time.
 */
public final class OfferedChannels {
  /** No channels. */
  public static final OfferedChannels NONE = new OfferedChannels(0);

  private final Object[] ends;
  private final boolean[] taken;
  private int count;

  OfferedChannels(int capacity) {
    this.ends = new Object[capacity];
    this.taken = new boolean[capacity];
  }

  void add(Object end) {
    ends[count++] = end;
  }

  /** Returns how many channels there are. */
  public int count() {
    return count;
  }

  /** Returns whether this side sends on the channel with that number. */
  public boolean isTx(int index) {
    return index >= 0 && index < count && ends[index] instanceof Tx;
  }

  /**
   * Takes the channel with that number, on which the caller receives.
   *
   * @throws RanvierException INVALID_ARGUMENT when there is none
   */
  public Tx tx(int index) {
    return take(index, Tx.class);
  }

  /**
   * Takes the channel with that number, on which the caller sends.
   *
   * @throws RanvierException INVALID_ARGUMENT when there is none
   */
  public Rx rx(int index) {
    return take(index, Rx.class);
  }

  /**
   * Takes the position with that number, of who subscribes to a broadcast.
   *
   * @throws RanvierException INVALID_ARGUMENT when there is none
   */
  public PositionWatch position(int index) {
    return take(index, PositionWatch.class);
  }

  /** Drops what was not taken. Idempotent. */
  public void dropOthers() {
    for (int i = 0; i < count; i++) {
      if (!taken[i]) {
        taken[i] = true;
        switch (ends[i]) {
          case Tx tx -> tx.close();
          case Rx rx -> rx.close();
          case PositionWatch position -> position.end(PositionWatch.ENDED);
          default -> throw new AssertionError(ends[i]);
        }
      }
    }
  }

  private <T> T take(int index, Class<T> type) {
    if (index < 0 || index >= count || !type.isInstance(ends[index])) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot take channel: index=%d, wanted=%s, channels=%s; take what the caller has opened"
              .formatted(index, type.getSimpleName(), describe()));
    }
    taken[index] = true;
    return type.cast(ends[index]);
  }

  private String describe() {
    StringBuilder names = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      names.append(i == 0 ? "" : ", ").append(ends[i].getClass().getSimpleName());
    }
    return names.append(']').toString();
  }
}
