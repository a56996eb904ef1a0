package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.call.Caller;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** One thread that makes random calls on a connection, until it is told to stop or that ends. */
final class CallStressActor implements Runnable {
  private static final long JOIN_SECONDS = 60;

  /** How an actor makes its calls. */
  enum Manner {
    PATIENT,
    SEVERAL,
    EXCLUSIVE,
    FUTURES
  }

  private final Connection connection;
  private final Manner manner;
  private final CallStressLedger ledger;
  private final SplittableRandom random;
  private final BooleanSupplier over;
  private CallStressStep current;

  private CallStressActor(
      Connection connection,
      Manner manner,
      CallStressLedger ledger,
      SplittableRandom random,
      BooleanSupplier over) {
    this.connection = connection;
    this.manner = manner;
    this.ledger = ledger;
    this.random = random;
    this.over = over;
  }

  /** The actors of one connection, at work. */
  record Cast(List<FutureTask<Void>> tasks) {
    /** Starts actors: platform and virtual threads of each manner. */
    static Cast start(
        Connection connection,
        boolean withExclusive,
        CallStressLedger ledger,
        SplittableRandom random,
        BooleanSupplier over) {
      List<FutureTask<Void>> tasks = new ArrayList<>();
      for (Manner manner : Manner.values()) {
        for (boolean virtual : new boolean[] {false, true}) {
          if (manner == Manner.EXCLUSIVE && (virtual || !withExclusive)) {
            continue;
          }
          CallStressActor actor =
              new CallStressActor(connection, manner, ledger, random.split(), over);
          FutureTask<Void> task = new FutureTask<>(actor, null);
          String name = "actor-" + manner;
          Thread ignored =
              virtual
                  ? Thread.ofVirtual().name(name).start(task)
                  : Thread.ofPlatform().daemon().name(name).start(task);
          tasks.add(task);
        }
      }
      return new Cast(tasks);
    }

    /** Waits until all have stopped; what went wrong is in the ledger. */
    void join(CallStressLedger ledger) {
      for (FutureTask<Void> task : tasks) {
        try {
          var ignored = task.get(JOIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          ledger.wrong("actor", e.getCause());
        } catch (TimeoutException | InterruptedException e) {
          throw new AssertionError("actor does not end: " + ledger, e);
        }
      }
    }
  }

  @Override
  public void run() {
    boolean exclusive = manner == Manner.EXCLUSIVE;
    try (Caller caller = exclusive ? connection.exclusiveCaller() : connection.sharedCaller()) {
      act(caller);
    } catch (RanvierException e) {
      if (e.code() != ErrorCode.CONNECTION_CLOSED || connection.end().isEmpty()) {
        throw new AssertionError(e + ", " + current, e);
      }
    } catch (RuntimeException e) {
      throw new AssertionError(e + ", " + current, e);
    }
  }

  private void act(Caller caller) {
    List<CallStressStep> steps = steps(caller);
    while (!over.getAsBoolean() && connection.end().isEmpty()) {
      current = steps.get(random.nextInt(steps.size()));
      current.step();
    }
    for (CallStressStep step : steps) {
      current = step;
      step.finish();
    }
  }

  private List<CallStressStep> steps(Caller caller) {
    int count = manner == Manner.PATIENT ? 1 : 1 + random.nextInt(8);
    List<CallStressStep> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SplittableRandom own = random.split();
      steps.add(
          manner == Manner.FUTURES
              ? new CallStressFuture(connection, caller, ledger, own)
              : new CallStressCall(connection, caller, ledger, own, manner == Manner.PATIENT));
    }
    return steps;
  }
}
