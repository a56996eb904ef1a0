package io.ranvier.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Where the victims of one role are killed: half at random instants, half at crash points, each of
 * which is taken in turn. One thread.
 *
 * <p>Which points that role comes to is what earlier victims have shown. For those that none has
 * shown, and those that were waited for in vain, nobody waits again: all victims look out for them,
 * and the first that comes to one is killed there, whatever its plan was.
 */
final class CrashPlans {
  private static final long MOST_ARRIVALS = 200;
  private final CrashWeaver weaver;
  private final Random random;
  private final long[] arrivals;
  private final boolean[] met;
  private final boolean[] seldom;
  private final Deque<Integer> next = new ArrayDeque<>();
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
    this.met = new boolean[arrivals.length];
    this.seldom = new boolean[arrivals.length];
  }

  /** The first victim only shows which points there are. */
  Plan next() {
    boolean first = plans == 0;
    if (plans++ % 2 == 0) {
      return new Plan(-1, "any", 0, first ? 1_500 : random.nextInt(200));
    }
    if (next.isEmpty()) {
      refill();
    }
    int point = next.pop();
    long most = Math.min(arrivals[point], MOST_ARRIVALS);
    long arrival = random.nextInt(3) == 0 ? 1 : 1 + random.nextLong(most);
    return new Plan(point, weaver.points().get(point), arrival, 0);
  }

  /** A plan of the test's own. */
  Plan at(String name, long arrival) {
    plans++;
    return new Plan(weaver.points().indexOf(name), name, arrival, 0);
  }

  /** Tells a victim, before it starts, where to stop. */
  void prepare(Plan plan, Witness witness) {
    if (plans > 1) {
      numbers(this::isLookedOutFor).forEach(point -> witness.stopAt(point, 1));
    }
    if (plan.isAtPoint()) {
      witness.stopAt(plan.point(), plan.arrival());
    }
  }

  /** Learns from a dead victim. */
  void learn(Plan plan, Witness witness) {
    for (int i = 0; i < arrivals.length; i++) {
      arrivals[i] = Math.max(arrivals[i], witness.arrivals(i));
    }
    int stopped = witness.stoppedAt();
    if (stopped >= 0) {
      met[stopped] = true;
    }
    if (plan.isAtPoint() && stopped != plan.point()) {
      if (stopped < 0) {
        seldom[plan.point()] = true;
      } else {
        next.push(plan.point());
      }
    }
  }

  /** Returns the points at which no victim of this role was killed. */
  Set<String> unmet() {
    return names(point -> !met[point]);
  }

  /** Returns those of them that no victim of this role reached. */
  Set<String> unreached() {
    return names(point -> arrivals[point] == 0);
  }

  @Override
  public String toString() {
    return "points=%d, reached=%d, killedAt=%d"
        .formatted(
            arrivals.length,
            numbers(point -> arrivals[point] > 0).size(),
            numbers(point -> met[point]).size());
  }

  private boolean isLookedOutFor(int point) {
    return !met[point] && (seldom[point] || arrivals[point] == 0);
  }

  /** Those that were not met yet; if there are none, another round of all. */
  private void refill() {
    List<Integer> points = numbers(point -> arrivals[point] > 0 && !seldom[point] && !met[point]);
    if (points.isEmpty()) {
      points = numbers(point -> arrivals[point] > 0 && !seldom[point]);
    }
    Collections.shuffle(points, random);
    next.addAll(points);
  }

  private Set<String> names(IntPredicate wanted) {
    Set<String> names = new TreeSet<>();
    numbers(wanted).forEach(point -> names.add(weaver.points().get(point)));
    return names;
  }

  private List<Integer> numbers(IntPredicate wanted) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < arrivals.length; i++) {
      if (wanted.test(i)) {
        numbers.add(i);
      }
    }
    return numbers;
  }
}
