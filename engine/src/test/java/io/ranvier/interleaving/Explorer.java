package io.ranvier.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.collections.LongHashSet;

/**
 * Runs a program in every order, depth first. A state cannot be restored, so each order is run from
 * the start; one that comes to a state that was seen before goes no further.
 */
public final class Explorer {
  private static final int MOST_STATES = 2_000_000;

  /**
   * What was found.
   *
   * @param violation the first order that breaks a promise, step by step; empty if there is none
   * @param states how many states there are
   */
  public record Result(String violation, int states) {}

  /** What can happen in a state, and which of it is tried now. */
  private static final class Branch {
    final List<Integer> choices;
    int tried;

    Branch(List<Integer> choices) {
      this.choices = choices;
    }

    int choice() {
      return choices.get(tried);
    }
  }

  private final Supplier<Program> programs;
  private final LongHashSet seen = new LongHashSet();
  private final List<Branch> path = new ArrayList<>();

  private Explorer(Supplier<Program> programs) {
    this.programs = programs;
  }

  /** Runs all orders, or those up to the first that breaks a promise. */
  public static Result explore(Supplier<Program> programs) {
    return new Explorer(programs).run();
  }

  private Result run() {
    do {
      if (!passes(false)) {
        Machine traced = new Machine(true);
        String finding = replay(traced, programs.get());
        return new Result(finding + traced.trace(), seen.size());
      }
    } while (hasNextPath());
    return new Result("", seen.size());
  }

  /** Runs along the path and on from its end, until nothing new comes; false if it finds a flaw. */
  private boolean passes(boolean tracing) {
    Machine machine = new Machine(tracing);
    Program program = programs.get();
    machine.start(program);
    for (Branch branch : path) {
      machine.choose(branch.choice());
    }
    while (finding(machine, program).isEmpty()) {
      if (!path.isEmpty() && !seen.add(machine.signature())) {
        return true;
      }
      if (seen.size() > MOST_STATES) {
        throw new IllegalStateException("more than %,d states".formatted(MOST_STATES));
      }
      List<Integer> choices = machine.choices();
      if (choices.isEmpty()) {
        return true;
      }
      path.add(new Branch(choices));
      machine.choose(choices.getFirst());
    }
    return false;
  }

  private String replay(Machine machine, Program program) {
    machine.start(program);
    for (Branch branch : path) {
      machine.choose(branch.choice());
    }
    return finding(machine, program);
  }

  private static String finding(Machine machine, Program program) {
    for (Actor actor : machine.actors) {
      if (actor.failure != null) {
        return (char) ('A' + actor.number) + " fails: " + actor.failure;
      }
    }
    if (machine.isDone()) {
      try {
        program.check();
      } catch (RuntimeException | AssertionError e) {
        return "at the end: " + e;
      }
    } else if (machine.choices().isEmpty()) {
      return "nobody can go on";
    }
    return "";
  }

  private boolean hasNextPath() {
    while (!path.isEmpty()) {
      Branch last = path.getLast();
      if (++last.tried < last.choices.size()) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }
}
