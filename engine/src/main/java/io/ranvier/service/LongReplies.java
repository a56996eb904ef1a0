package io.ranvier.service;

import io.ranvier.payload.PayloadSlot;
import io.ranvier.routing.Answerer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload slots in which long replies lie until their calls are over. Owns them.
 *
 * <p>The caller says by its call slot's generation that it has read a reply, and by nothing else:
 * so a slot comes back also if its reply was never looked at.
 *
 * <p>Threads: any.
 */
final class LongReplies {
  private final Answerer answerer;
  private final List<Held> held = new ArrayList<>();

  /** A payload slot and the call whose reply lies in it. */
  private record Held(long reference, PayloadSlot slot) {}

  LongReplies(Answerer answerer) {
    this.answerer = answerer;
  }

  synchronized void add(long reference, PayloadSlot slot) {
    held.add(new Held(reference, slot));
  }

  /** Frees the slots of calls that are over; returns how many. */
  synchronized int sweep() {
    int before = held.size();
    held.removeIf(one -> answerer.isOver(one.reference()) && one.slot().free());
    return before - held.size();
  }

  synchronized int count() {
    return held.size();
  }
}
