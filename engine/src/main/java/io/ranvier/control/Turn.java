package io.ranvier.control;

import io.ranvier.signal.Attention;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One of those whom the housekeeper watches, and whether it is to be ticked at the next tick.
 *
 * <pre>
 * whoever makes something due           housekeeper, at a tick
 * 1 make it due                         1 take the turn out of the list: not listed
 * 2 not listed? put it into the list    2 do what is due
 *                                       3 something is still due? put it into the list
 * </pre>
 *
 * <p>What is due is a volatile word or has a lock, and so has {@code listed}: either the
 * housekeeper sees what is due, or the other sees that the turn is not listed any more.
 *
 * <p>Threads: {@link #ask} any, the rest the housekeeper.
 */
public final class Turn implements Attention {
  private final Turns turns;
  private final Housekeeper.Watched watched;
  private final AtomicBoolean listed = new AtomicBoolean();
  private SelectionKey key;

  // The turn behind this one in the list; of whoever has set "listed".
  private Turn next;

  Turn(Turns turns, Housekeeper.Watched watched) {
    this.turns = turns;
    this.watched = watched;
  }

  @Override
  public void ask() {
    if (!listed.get() && listed.compareAndSet(false, true)) {
      turns.push(this);
    }
  }

  Housekeeper.Watched watched() {
    return watched;
  }

  /** The channel is watched: the first tick finds out what is due. */
  void begin(SelectionKey registered) {
    key = registered;
    ask();
  }

  boolean isListed() {
    return listed.get();
  }

  void next(Turn behind) {
    next = behind;
  }

  /** Takes this turn out of a list that nobody else has; returns the one behind it. */
  Turn unlist() {
    Turn behind = next;
    next = null;
    listed.set(false);
    return behind;
  }

  /** Ticks, if the channel is still watched. */
  void tick(long nowNs) {
    if (key == null || !key.isValid()) {
      return;
    }
    try {
      if (watched.onTick(nowNs)) {
        ask();
      }
    } catch (Throwable t) {
      Housekeeper.fail(key, t);
    }
  }
}
