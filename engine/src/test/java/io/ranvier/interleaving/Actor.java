package io.ranvier.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A thread of a {@link Program}: where it stands, what it has stored and others do not see, and a
 * number for all that it has learned, which decides what it does next.
 */
final class Actor {
  final int number;
  final Thread identity;
  final List<Store> buffer = new ArrayList<>();
  Coroutine code;
  Predicate<Actor> mayGoOn = Machine.ALWAYS;
  String next = "starts";
  long nextPlace;
  int nextBytes;
  Throwable failure;
  boolean done;
  boolean asleep;
  boolean mayTimeOut;
  boolean token;
  boolean woken;
  long sleepsOn;

  /** What an attempt has read that is tried again when some of it changes; null without one. */
  List<Long> attempt;

  boolean attemptIsStale;
  long history;

  Actor(int number, boolean virtual) {
    this.number = number;
    this.identity = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).unstarted(() -> {});
  }
}
