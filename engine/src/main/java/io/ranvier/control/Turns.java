package io.ranvier.control;

import java.nio.channels.SelectionKey;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whose turn it is at a tick: of all who asked since the last one, and of a few of the others. So a
 * tick costs in proportion to what is due, not to what is connected.
 *
 * <p>The few are a rescan: should somebody ever not have asked, he is looked after all the same, if
 * late.
 *
 * <p>Threads: {@link #push} any, the rest the housekeeper.
 */
final class Turns {
  /** Within so many ticks everybody has a turn, asked for or not. */
  static final int TICKS_OF_A_ROUND = 64;

  private final AtomicReference<Turn> asked = new AtomicReference<>();
  private Iterator<SelectionKey> round = Collections.emptyIterator();

  /** Puts a turn into the list; the caller alone has found it in none. */
  void push(Turn turn) {
    Turn first;
    do {
      first = asked.get();
      turn.next(first);
    } while (!asked.compareAndSet(first, turn));
  }

  /**
   * Ticks.
   *
   * @param all the keys of all who are watched, whose iterators bear that others come and go; a
   *     turn is attached to each
   */
  void tick(Set<SelectionKey> all, long nowNs) {
    Turn turn = asked.getAndSet(null);
    while (turn != null) {
      Turn next = turn.unlist();
      turn.tick(nowNs);
      turn = next;
    }
    for (int left = Math.ceilDiv(all.size(), TICKS_OF_A_ROUND); left > 0; left--) {
      tickOneInTurn(all, nowNs);
    }
  }

  private void tickOneInTurn(Set<SelectionKey> all, long nowNs) {
    if (!round.hasNext()) {
      round = all.iterator();
    }
    if (round.hasNext()) {
      Turn turn = (Turn) round.next().attachment();
      if (!turn.isListed()) {
        turn.tick(nowNs);
      }
    }
  }
}
