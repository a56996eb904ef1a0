package io.ranvier;

import io.ranvier.crash.CrashWeaver;
import io.ranvier.crash.Witness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * Where the victims of one role are killed: half at random instants, half at crash points. Which
 * points that role reaches is what earlier victims have shown; each is taken in turn. One thread.
 */
final class CrashPlans {
  private static final long MOST_ARRIVALS = 200;
  private static final int FEW = 20;
  private final CrashWeaver weaver;
  private final Random random;
  private final long[] arrivals;
  private final boolean[] killedAt;
  private Deque<Integer> next = new ArrayDeque<>();
  private int plans;

  /**
   * @param point -1 for a random instant
   * @param arrival the arrival at that point, from 1 on
   * @param afterMs how long after the first connection, for a random instant
   */
  record Plan(int point, String name, long arrival, long afterMs) {
    boolean isAtPoint() {
      return point >= 0;
    }
  }

  CrashPlans(CrashWeaver weaver, long seed) {
    this.weaver = weaver;
    this.random = new Random(seed);
    this.arrivals = new long[weaver.points().size()];
    this.killedAt = new boolean[arrivals.length];
  }

  /** The first victim only shows which points there are. */
  Plan next() {
    boolean first = plans == 0;
    if (plans++ % 2 == 0) {
      return new Plan(-1, "any", 0, first ? 1_500 : random.nextInt(200));
    }
    if (next.isEmpty()) {
      next = new ArrayDeque<>(reachable());
    }
    int point = next.pop();
    long most = Math.min(arrivals[point], MOST_ARRIVALS);
    long arrival = random.nextInt(3) == 0 ? 1 : 1 + random.nextLong(most);
    return new Plan(point, weaver.points().get(point), arrival, 0);
  }

  /** Learns from a dead victim. */
  void learn(Plan plan, Witness witness) {
    for (int i = 0; i < arrivals.length; i++) {
      arrivals[i] = Math.max(arrivals[i], witness.arrivals(i));
    }
    if (plan.isAtPoint() && witness.isPointReached()) {
      killedAt[plan.point()] = true;
    }
  }

  /** A plan of the test's own. */
  Plan at(String name, long arrival) {
    return new Plan(weaver.points().indexOf(name), name, arrival, 0);
  }

  /** Says how many points there are of which kind; the names of the few that were spared. */
  @Override
  public String toString() {
    List<String> spared = names(i -> arrivals[i] > 0 && !killedAt[i]);
    return "points=%d, reached=%d, killedAt=%d%s"
        .formatted(
            arrivals.length,
            names(i -> arrivals[i] > 0).size(),
            names(i -> killedAt[i]).size(),
            spared.size() > FEW ? "" : ", spared=" + spared);
  }

  private List<String> names(IntPredicate wanted) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arrivals.length; i++) {
      if (wanted.test(i)) {
        names.add(weaver.points().get(i));
      }
    }
    return names;
  }

  private List<Integer> reachable() {
    List<Integer> points = new ArrayList<>();
    for (int i = 0; i < arrivals.length; i++) {
      if (arrivals[i] > 0) {
        points.add(i);
      }
    }
    Collections.shuffle(points, random);
    return points;
  }
}
