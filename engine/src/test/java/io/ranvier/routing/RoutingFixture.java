package io.ranvier.routing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.FakeLinux;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Both sides of reply routing in one piece of memory. Threads that wait are woken, or for ever. */
final class RoutingFixture implements AutoCloseable {
  static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
  static final int MAX_REPLY = 300;
  private static final int BASE = 4096;

  /** The two routers. */
  enum Strategy {
    SEQUENTIAL,
    MUXED_SLOTS
  }

  final MemoryKind.Memory memory;
  final ReplyGeometry geometry;
  final ReplyRouter router;
  final Answerer answerer;
  final CounterBlock answered;
  private final Strategy strategy;
  private final LinkedBlockingQueue<Boolean> socket = new LinkedBlockingQueue<>();
  private final MemorySegment wire = Arena.ofAuto().allocate(64);
  private long received;

  RoutingFixture(MemoryKind kind, Strategy strategy, int slots) {
    this.strategy = strategy;
    geometry = new ReplyGeometry(strategy == Strategy.SEQUENTIAL ? 1 : slots, MAX_REPLY);
    memory = kind.open(BASE + geometry.totalBytes());
    MemorySegment segment = memory.segment();
    SleepCalls calls =
        kind == MemoryKind.ANONYMOUS ? new FakeLinux(segment).calls() : FakeLinux.tierZero();
    Signals signals = signals(calls, 0);
    router =
        strategy == Strategy.SEQUENTIAL
            ? new Sequential(segment, BASE, geometry, signals, Waiting.park())
            : new MuxedSlots(
                segment, BASE, geometry, SlotBacking.RESERVED, signals, Waiting.park());
    Signals answering = signals(calls, 2048);
    answered = answering.counters();
    answerer = new Answerer(segment, BASE, geometry, answering);
    FutureTask<Void> ignored = Threads.start(this::keepHouse);
  }

  private Signals signals(SleepCalls calls, long counters) {
    CounterBlock block = new CounterBlock(memory.segment(), counters);
    return new Signals(Barrier.FENCE, true, calls, () -> socket.add(true), block);
  }

  private void keepHouse() throws InterruptedException {
    while (socket.take()) {
      switch (router) {
        case Sequential sequential -> sequential.replies().unparkAll();
        case MuxedSlots muxed -> {
          muxed.replies().unparkAll();
        }
      }
    }
  }

  /** Sends a call's request to the other side; returns the reference by which it is known there. */
  synchronized long send(long reference) {
    // At an odd address: a header may lie anywhere.
    router.writeHeader(reference, wire, 3);
    received++;
    long known =
        strategy == Strategy.SEQUENTIAL
            ? Sequential.reference(received)
            : MuxedSlots.parseHeader(wire, 3);
    assertTrue(answerer.accept(known));
    return known;
  }

  /** Answers with bytes that follow from a number. */
  Answerer.Outcome answer(long known, int number, int length) {
    MemorySegment bytes = Arena.ofAuto().allocate(Math.max(length, 1));
    for (int i = 0; i < length; i++) {
      bytes.set(JAVA_BYTE, i, byteAt(number, i));
    }
    return answerer.answer(known, number, bytes, 0, length);
  }

  static void check(Reply reply, int number, int length) {
    SegmentBuffer payload = reply.payload();
    assertEquals(number, reply.status());
    assertEquals(length, payload.capacity());
    for (int i = 0; i < length; i++) {
      if (payload.getByte(i) != byteAt(number, i)) {
        throw new AssertionError("reply %d: byte %d is another's".formatted(number, i));
      }
    }
  }

  long refusals() {
    return answered.get(Counter.REFUSED_REPLIES);
  }

  /** Returns where the slot of a reference as the answerer knows it begins. */
  long slotOf(long known) {
    return geometry.slotOffset(BASE, SlotReference.index(known));
  }

  private static byte byteAt(int number, int index) {
    return (byte) (number * 31 + index * 7);
  }

  @Override
  public void close() {
    socket.add(false);
    memory.close();
  }
}
