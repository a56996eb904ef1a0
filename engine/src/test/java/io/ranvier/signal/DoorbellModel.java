package io.ranvier.signal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Explores every interleaving of a model of the doorbell: two publishers, each makes one permit and
 * rings; two sleepers, each takes one, one of them by futex, one by parking. Steps are single loads
 * and stores in sequential consistency, which is what the fences give. A state in which nobody can
 * move and a sleeper still sleeps is a lost wake-up.
 */
final class DoorbellModel {
  // Shared words.
  private static final int PERMITS = 0;
  private static final int TICKET = 1;
  private static final int WAYS = 2;
  private static final int RUNG = 3;
  // The sleepers' side: who holds the monitor (0: nobody), who is entered, by kind.
  private static final int MONITOR = 4;
  private static final int ENTERED = 5;
  // Per publisher: step, ticket and ways seen, rung seen. Per sleeper: step, rung, token.
  private static final int PUBLISHER = 6;
  private static final int SLEEPER = PUBLISHER + 2 * 4;
  private static final int SIZE = SLEEPER + 2 * 3;

  private static final int DONE = 99;
  private static final int ASLEEP = 5;
  private static final int FUTEX = 1;
  private static final int SOCKET = 2;

  private final boolean looksTwice;
  private final boolean comparesRung;
  private int states;

  /**
   * @param looksTwice whether the ringer looks at the ways to wake again after its CAS
   * @param comparesRung whether the sleeper compares the ring count before it sleeps
   */
  DoorbellModel(boolean looksTwice, boolean comparesRung) {
    this.looksTwice = looksTwice;
    this.comparesRung = comparesRung;
  }

  /** Returns how many states were explored. */
  int states() {
    return states;
  }

  /** Returns the first state found that is a lost wake-up; empty if there is none. */
  String firstLostWakeUp() {
    Deque<byte[]> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    open.add(new byte[SIZE]);
    while (!open.isEmpty()) {
      byte[] state = open.removeLast();
      boolean moved = false;
      for (int party = 0; party < 4; party++) {
        byte[] next = state.clone();
        if (party < 2 ? publish(next, party) : sleep(next, party - 2)) {
          moved = true;
          if (seen.add(Arrays.toString(next))) {
            open.add(next);
          }
        }
      }
      if (!moved && (state[SLEEPER] != DONE || state[SLEEPER + 3] != DONE)) {
        return Arrays.toString(state);
      }
    }
    states = seen.size();
    return "";
  }

  /** Makes one step of a publisher; false when it has none. */
  private boolean publish(byte[] s, int publisher) {
    int me = PUBLISHER + 4 * publisher;
    switch (s[me]++) {
      case 0 -> s[PERMITS]++;
      case 1 -> {
        s[me + 1] = s[TICKET];
        s[me + 2] = s[WAYS];
        stopUnless(s, me, s[TICKET] != 0);
      }
      case 2 -> {
        s[me + 3] = s[RUNG];
        stopUnless(s, me, s[RUNG] + 1 == s[me + 1]);
      }
      case 3 -> {
        stopUnless(s, me, s[RUNG] == s[me + 3]);
        s[RUNG] += (byte) (s[me] == DONE ? 0 : 1);
      }
      case 4 -> s[me + 2] |= looksTwice ? s[WAYS] : 0;
      case 5 -> wakeIf(s, (s[me + 2] & FUTEX) != 0, 0);
      case 6 -> {
        wakeIf(s, (s[me + 2] & SOCKET) != 0, 1);
        s[me] = DONE;
      }
      default -> {
        s[me]--;
        return false;
      }
    }
    return true;
  }

  private static void stopUnless(byte[] s, int me, boolean goesOn) {
    if (!goesOn) {
      s[me] = DONE;
    }
  }

  /** Futex: wakes it if it sleeps. Parker, if it is entered: wakes it or leaves it a token. */
  private static void wakeIf(byte[] s, boolean wakes, int sleeper) {
    int me = SLEEPER + 3 * sleeper;
    if (wakes && s[me] == ASLEEP) {
      s[me] = 6;
    } else if (wakes && sleeper == 1 && (s[ENTERED] & SOCKET) != 0) {
      s[me + 2] = 1;
    }
  }

  /** Makes one step of a sleeper; false when it has none, or waits. */
  private boolean sleep(byte[] s, int sleeper) {
    int me = SLEEPER + 3 * sleeper;
    int way = sleeper == 0 ? FUTEX : SOCKET;
    int step = s[me];
    boolean locks = step == 1 || step == 6 || step == 8;
    if (step == DONE || step == ASLEEP || (locks && s[MONITOR] != 0)) {
      return false;
    }
    s[me]++;
    switch (step) {
      case 0 -> takePermit(s, me, DONE);
      case 1 -> {
        s[MONITOR] = 1;
        s[ENTERED] |= (byte) way;
        s[me + 1] = s[RUNG];
      }
      case 2 -> {
        s[TICKET] = (byte) (s[me + 1] + 1);
        s[WAYS] = s[ENTERED];
        s[MONITOR] = 0;
      }
      // 8: leave with a permit in hand.
      case 3 -> takePermit(s, me, 8);
      case 4 -> {
        boolean rungSince = comparesRung && s[RUNG] != s[me + 1];
        boolean hasToken = sleeper == 1 && s[me + 2] == 1;
        s[me + 2] = 0;
        s[me] = (byte) (rungSince || hasToken ? 6 : ASLEEP);
      }
      case 6, 8 -> leave(s, me, way, step);
      default -> throw new AssertionError("step " + step);
    }
    return true;
  }

  private static void takePermit(byte[] s, int me, int whenTaken) {
    if (s[PERMITS] > 0) {
      s[PERMITS]--;
      s[me] = (byte) whenTaken;
    }
  }

  /** Under the monitor; its store is the only step that others see. */
  private static void leave(byte[] s, int me, int way, int step) {
    s[ENTERED] &= (byte) ~way;
    if (s[ENTERED] == 0) {
      s[TICKET] = 0;
      s[WAYS] = 0;
    }
    s[me] = (byte) (step == 8 ? DONE : 0);
  }
}
