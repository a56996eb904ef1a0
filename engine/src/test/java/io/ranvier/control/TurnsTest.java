package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.Threads;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TurnsTest {
  private static final int MANY = 2 * Turns.TICKS_OF_A_ROUND;

  private final Turns turns = new Turns();
  private final Selector selector = open();
  private final List<Pipe> pipes = new ArrayList<>();
  private long nowNs = Long.MAX_VALUE - 5;

  private static Selector open() {
    try {
      return Selector.open();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    for (Pipe pipe : pipes) {
      pipe.source().close();
      pipe.sink().close();
    }
    selector.close();
  }

  /** Counts its ticks. */
  private class Counting implements Housekeeper.Watched {
    final Turn turn = new Turn(turns, this);
    int ticks;
    boolean busy;
    RuntimeException failure;
    Throwable told;

    @Override
    public void onReady(SelectionKey key) {}

    @Override
    public boolean onTick(long tickNs) {
      assertEquals(nowNs, tickNs);
      ticks++;
      if (failure != null) {
        throw failure;
      }
      return busy;
    }

    @Override
    public void onFailure(Throwable failed) {
      told = failed;
    }
  }

  private Counting watch() throws IOException {
    Counting watched = new Counting();
    register(watched.turn);
    return watched;
  }

  private Pipe register(Turn turn) throws IOException {
    Pipe pipe = Pipe.open();
    pipes.add(pipe);
    pipe.source().configureBlocking(false);
    turn.begin(pipe.source().register(selector, SelectionKey.OP_READ, turn));
    return pipe;
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      nowNs++;
      turns.tick(selector.keys(), nowNs);
    }
  }

  // verifies L14
  @Test
  @DisplayName("who has nothing due is ticked once in a round, who has something at each tick")
  void ticksInProportionToWhatIsDue() throws Exception {
    List<Counting> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(watch());
    }
    Counting busy = all.get(MANY / 2);
    busy.busy = true;
    tick(1);
    assertTrue(all.stream().allMatch(one -> one.ticks >= 1), "the first tick is everybody's");
    // Up to the end of the round that has begun.
    tick(Turns.TICKS_OF_A_ROUND - 1);
    all.forEach(one -> one.ticks = 0);
    tick(3 * Turns.TICKS_OF_A_ROUND);
    assertEquals(3 * Turns.TICKS_OF_A_ROUND, busy.ticks);
    all.remove(busy);
    all.forEach(one -> assertEquals(3, one.ticks));
  }

  @Test
  @DisplayName("who asks is ticked at the next tick, once however often it asked, and no more")
  void ticksWhoAsks() throws Exception {
    Counting one = watch();
    turns.tick(Set.of(), nowNs);
    assertEquals(1, one.ticks);
    one.turn.ask();
    one.turn.ask();
    assertTrue(one.turn.isListed());
    turns.tick(Set.of(), nowNs);
    turns.tick(Set.of(), nowNs);
    assertEquals(2, one.ticks);
    assertFalse(one.turn.isListed());
  }

  @Test
  @DisplayName("who asks before it is watched is ticked when it is")
  void ticksWhoAskedTooEarly() throws Exception {
    Counting one = new Counting();
    one.turn.ask();
    turns.tick(Set.of(), nowNs);
    assertEquals(0, one.ticks);
    Pipe ignored = register(one.turn);
    turns.tick(Set.of(), nowNs);
    assertEquals(1, one.ticks);
  }

  @Test
  @DisplayName("who is closed is ticked no more; who throws is told, and others are ticked")
  void ticksOnlyWhoIsWatched() throws Exception {
    Counting closed = new Counting();
    Pipe pipe = register(closed.turn);
    Counting failing = watch();
    Counting other = watch();
    failing.failure = new IllegalStateException("planted");
    pipe.source().close();
    turns.tick(Set.of(), nowNs);
    assertEquals(0, closed.ticks);
    assertEquals(1, failing.ticks);
    assertSame(failing.failure, failing.told);
    assertEquals(1, other.ticks);
    failing.turn.ask();
    turns.tick(Set.of(), nowNs);
    assertEquals(1, failing.ticks);
  }

  @Test
  @DisplayName("whatever was made due before somebody asked is met by a tick that was asked for")
  void losesNobody() throws Exception {
    int threads = 2;
    int each = 200_000;
    AtomicInteger due = new AtomicInteger();
    AtomicInteger met = new AtomicInteger();
    Housekeeper.Watched watched =
        new Housekeeper.Watched() {
          @Override
          public void onReady(SelectionKey key) {}

          @Override
          public boolean onTick(long tickNs) {
            met.addAndGet(due.getAndSet(0));
            return false;
          }

          @Override
          public void onFailure(Throwable failure) {
            throw new AssertionError(failure);
          }
        };
    Turn turn = new Turn(turns, watched);
    Pipe ignored = register(turn);
    List<FutureTask<Void>> askers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      askers.add(
          Threads.start(() -> {
            for (int asked = 0; asked < each; asked++) {
              due.incrementAndGet();
              turn.ask();
            }
          }));
    }
    while (!askers.stream().allMatch(FutureTask::isDone)) {
      turns.tick(Set.of(), nowNs);
    }
    for (FutureTask<Void> asker : askers) {
      asker.get(20, TimeUnit.SECONDS);
    }
    turns.tick(Set.of(), nowNs);
    assertEquals(threads * each, met.get());
  }
}
