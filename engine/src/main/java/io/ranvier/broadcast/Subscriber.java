package io.ranvier.broadcast;

import io.ranvier.channel.PositionWatch;
import io.ranvier.ring.BroadcastWriter;

/** One receiver as the sender sees it. The sender's thread, but for {@link #startAt}. */
final class Subscriber {
  private final PositionWatch position;
  private volatile long start;
  private long seen;
  private long blockingSinceNs;
  private boolean blocks;
  private boolean hasTold;

  Subscriber(PositionWatch position) {
    this.position = position;
  }

  PositionWatch position() {
    return position;
  }

  /** Says where it begins to read; before it is told so itself. */
  void startAt(long cell) {
    start = cell;
  }

  /**
   * Returns the first cell that it has not read.
   *
   * @return less than 0 when what it says is impossible: its connection ends
   */
  long head(BroadcastWriter writer) {
    long begin = start;
    long told = position.position();
    // Before it has stored any, its block says 0; and who joins may be told an earlier cell once
    // more.
    boolean silent = told == 0 && !hasTold;
    hasTold = !silent;
    long head = silent ? begin : told;
    if (!silent && head < Math.max(seen, begin) || !writer.mayHaveRead(head)) {
      if (!position.isGone()) {
        position.refusePeer(
            "position refused: cell=%d, before=%d, sender=%d"
                .formatted(head, seen, writer.position()));
      }
      return -1;
    }
    seen = head;
    return head;
  }

  /** Returns for how long it has been in the sender's way; to be asked each time that it is. */
  long blocksForNs(long nowNs) {
    if (!blocks) {
      blocks = true;
      blockingSinceNs = nowNs;
    }
    return nowNs - blockingSinceNs;
  }

  /** It is in nobody's way now. */
  void blocksNot() {
    blocks = false;
  }
}
