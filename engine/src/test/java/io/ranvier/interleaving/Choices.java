package io.ranvier.interleaving;

import java.util.ArrayList;
import java.util.List;

/**
 * What may happen next, each as a number: a thread goes on, its sleep times out, or one of its
 * stores becomes visible.
 *
 * <pre>
 * bits   meaning
 *  0- 7  the thread
 *  8-19  1 + the place of the store in its buffer; 0 for none
 *    20  its sleep times out
 * </pre>
 */
final class Choices {
  private static final int COMMIT = 1 << 8;
  private static final int TIME_OUT = 1 << 20;

  private Choices() {}

  static List<Integer> of(List<Actor> actors) {
    List<Integer> choices = new ArrayList<>();
    for (Actor actor : actors) {
      if (!actor.done && !actor.asleep && actor.mayGoOn.test(actor)) {
        choices.add(actor.number);
      }
      if (actor.asleep && actor.mayTimeOut) {
        choices.add(TIME_OUT + actor.number);
      }
    }
    addCommits(actors, choices, choices.isEmpty());
    return choices;
  }

  /** Returns the number of the thread that a choice is about. */
  static int actor(int choice) {
    return choice & (COMMIT - 1);
  }

  static boolean isTimeOut(int choice) {
    return (choice & TIME_OUT) != 0;
  }

  /** Returns the place of the store that becomes visible in its thread's buffer; -1 for none. */
  static int store(int choice) {
    return ((choice & (TIME_OUT - 1)) >> 8) - 1;
  }

  /**
   * When a store becomes visible matters to those who are about to look there, or have looked and
   * wait for a change; to put it off until then leaves out nothing that could be noticed.
   */
  private static void addCommits(List<Actor> actors, List<Integer> choices, boolean all) {
    for (Actor actor : actors) {
      for (int i = 0; i < actor.buffer.size(); i++) {
        Store store = actor.buffer.get(i);
        if (store.kind() != Store.Kind.FENCE && (all || isLookedFor(actors, store, actor))) {
          choices.add(COMMIT * (i + 1) + actor.number);
        }
      }
    }
  }

  private static boolean isLookedFor(List<Actor> actors, Store store, Actor by) {
    for (Actor other : actors) {
      if (other != by && !other.done && !other.asleep && looksAt(other, store)) {
        return true;
      }
    }
    return false;
  }

  private static boolean looksAt(Actor actor, Store store) {
    return store.overlaps(actor.nextPlace, actor.nextBytes) || hasTried(actor, store);
  }

  /** Returns whether an attempt that the thread may repeat has read what the store changes. */
  static boolean hasTried(Actor actor, Store store) {
    if (actor.attempt != null) {
      for (long place : actor.attempt) {
        if (store.overlaps(place, Long.BYTES)) {
          return true;
        }
      }
    }
    return false;
  }
}
