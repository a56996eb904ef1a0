package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A doorbell with both ends, a housekeeper that carries the bytes, and a fact to wait for. Sleepers
 * never look for themselves: a lost wake-up is a thread that sleeps for ever.
 */
final class DoorbellFixture implements AutoCloseable {
  static final long FOR_EVER = Long.MAX_VALUE;

  final Arena arena = Arena.ofShared();
  final MemorySegment segment = arena.allocate(4096, 128);
  final FakeLinux linux = new FakeLinux(segment);
  final CounterBlock counters = new CounterBlock(segment, 1024);
  final AtomicBoolean fact = new AtomicBoolean();
  final AtomicInteger bytes = new AtomicInteger();
  private final LinkedBlockingQueue<Boolean> socket = new LinkedBlockingQueue<>();
  private final Barrier barrier;
  final Sleeper sleeper;
  final Ringer ringer;

  private DoorbellFixture(Barrier barrier, Calls sleeping, Calls ringing) {
    this.barrier = barrier;
    this.sleeper = signals(sleeping).sleeper(segment, 0, Counter.PARKS);
    this.ringer = signals(ringing).ringer(segment, 0);
    FutureTask<Void> ignored = Threads.start(this::keepHouse);
  }

  /** The calls that a side has. */
  enum Calls {
    FAKE,
    REAL,
    NONE
  }

  /** Both sides have the fake kernel's calls. */
  static DoorbellFixture withFutex() {
    return new DoorbellFixture(Barrier.FENCE, Calls.FAKE, Calls.FAKE);
  }

  static DoorbellFixture withTiers(boolean sleeperHasFutex, boolean ringerHasFutex) {
    return new DoorbellFixture(
        Barrier.FENCE,
        sleeperHasFutex ? Calls.FAKE : Calls.NONE,
        ringerHasFutex ? Calls.FAKE : Calls.NONE);
  }

  static DoorbellFixture with(Barrier barrier, Calls calls) {
    return new DoorbellFixture(barrier, calls, calls);
  }

  private Signals signals(Calls calls) {
    SocketBell bell =
        () -> {
          bytes.incrementAndGet();
          socket.add(true);
        };
    SleepCalls sleepCalls =
        switch (calls) {
          case FAKE -> linux.calls();
          case REAL -> FakeLinux.real();
          case NONE -> FakeLinux.tierZero();
        };
    return new Signals(barrier, true, sleepCalls, bell, counters);
  }

  private void keepHouse() throws InterruptedException {
    while (socket.take()) {
      sleeper.unparkAll();
    }
  }

  /** Starts a thread that sleeps until the fact is there. */
  FutureTask<Void> startSleeping(boolean virtual) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> assertTrue(new Waiter(Waiting.park()).await(fact::get, sleeper, FOR_EVER)), null);
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    builder.start(task);
    return task;
  }

  /** Waits until so many have gone to sleep; between counting itself and sleeping lies little. */
  void awaitSleeps(long count) {
    Facts.await("so many sleeps", () -> counters.get(Counter.PARKS) >= count);
  }

  void publish() {
    fact.set(true);
    ringer.ringIfWanted();
  }

  int wanted() {
    return DoorbellLayout.wantedOpaque(segment, 0);
  }

  int rung() {
    return DoorbellLayout.rungAcquire(segment, 0);
  }

  @Override
  public String toString() {
    return "wantedTicket=%d, wantedWays=%d, rung=%d, sleeps=%d, wakes=%d"
        .formatted(
            DoorbellLayout.ticket(wanted()),
            DoorbellLayout.ways(wanted()),
            rung(),
            counters.get(Counter.PARKS),
            counters.get(Counter.WAKES));
  }

  @Override
  public void close() {
    socket.add(false);
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
