package io.ranvier.lane;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.payload.PayloadClass;
import io.ranvier.payload.PayloadPool;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.FakeLinux;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An in-process link: both sides of a lane in one piece of memory, with a housekeeper that carries
 * doorbell bytes. Threads that wait are woken or sleep for ever.
 */
final class LaneFixture implements LaneHost, AutoCloseable {
  static final long KEY = 0x0123_4567_89ab_cdefL;
  static final int SMALL_SLOT = 4096;
  static final int LARGE_SLOT = 65_536;
  static final LaneOptions OPTIONS =
      LaneOptions.defaults()
          .withRingCells(64)
          .withExclusiveRings(2)
          .withPayloadClasses(new PayloadClass(SMALL_SLOT, 4), new PayloadClass(LARGE_SLOT, 2));

  /** The longest payload that travels in the cells of a ring of {@link #OPTIONS}. */
  static final int INLINE = 480;

  final MemoryKind.Memory memory;
  final LaneMemory lane;
  final LaneEnd outboundEnd = new LaneEnd();
  final LaneEnd inboundEnd = new LaneEnd();
  final CounterBlock sent;
  final CounterBlock received;
  final OutboundLane out;
  final InboundLane in;
  final List<String> protocolErrors = new ArrayList<>();
  volatile boolean extentsComing;
  private final LinkedBlockingQueue<Boolean> socket = new LinkedBlockingQueue<>();

  /** Runs when a sender rings at the socket, on the sender's thread. */
  volatile Runnable onRing = () -> {};

  LaneFixture(MemoryKind kind, LaneOptions options, int maxPayloadBytes, Waiting waiting) {
    LaneGeometry geometry = new LaneGeometry(options);
    memory = kind.open(geometry.totalBytes() + 2 * 4096);
    MemorySegment segment = memory.segment();
    lane = new LaneMemory(segment, 4096, geometry, KEY);
    sent = new CounterBlock(segment, 0);
    received = new CounterBlock(segment, 1024);
    SleepCalls calls =
        kind == MemoryKind.ANONYMOUS ? new FakeLinux(segment).calls() : FakeLinux.tierZero();
    out =
        new OutboundLane(
            lane,
            _ -> SlotBacking.RESERVED,
            maxPayloadBytes,
            waiting,
            new Signals(Barrier.FENCE, true, calls, this::ring, sent),
            outboundEnd,
            this);
    in =
        new InboundLane(
            lane,
            maxPayloadBytes,
            new Signals(Barrier.FENCE, true, calls, () -> socket.add(true), received),
            inboundEnd,
            this,
            NoCalls.REFUSED);
    FutureTask<Void> ignored = Threads.start(this::keepHouse);
  }

  /** A small lane of {@link #OPTIONS}, whose senders park. */
  static LaneFixture small() {
    return new LaneFixture(MemoryKind.ANONYMOUS, OPTIONS, 1 << 20, Waiting.park());
  }

  private void ring() {
    onRing.run();
    socket.add(true);
  }

  private void keepHouse() throws InterruptedException {
    while (socket.take()) {
      in.sleeper().unparkAll();
      out.sleeper().unparkAll();
    }
  }

  @Override
  public boolean requestExtent(PayloadPool pool, long slotBytes, long mostBytes) {
    return extentsComing;
  }

  @Override
  public String extentRefusal() {
    return "this link adds none";
  }

  @Override
  public boolean endIfCutShort() {
    return false;
  }

  @Override
  public void protocolError(String what) {
    protocolErrors.add(what);
    end(Status.PROTOCOL_ERROR);
  }

  /** Ends both directions as a connection does. */
  void end(long status) {
    inboundEnd.stop(status);
    outboundEnd.stop(status);
    in.sleeper().wakeAll();
    out.sleeper().wakeAll();
  }

  /** Polls once and returns what the handler has seen of each frame. */
  List<byte[]> poll(int limit) {
    List<byte[]> payloads = new ArrayList<>();
    int handled = in.poll(frame -> payloads.add(bytes(frame.payload())), limit, 0);
    assertEquals(payloads.size(), Math.max(handled, 0));
    return payloads;
  }

  static byte[] bytes(SegmentBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  static byte[] content(int number, int length) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (number * 31 + i * 7 + (i >>> 8));
    }
    return content;
  }

  /** Returns off-heap memory with the content of frame {@code number}. */
  static MemorySegment source(int number, int length) {
    MemorySegment source = Arena.ofAuto().allocate(Math.max(length, 8), 8);
    MemorySegment.copy(content(number, length), 0, source, JAVA_BYTE, 0, length);
    return source;
  }

  /** Fills the ring of a sender with empty frames; returns how many. */
  static int fill(Sender sender) {
    int count = 0;
    while (sender.trySend(0, MemorySegment.NULL, 0, 0) >= 0) {
      count++;
    }
    return count;
  }

  void assertNothingIsHeld() {
    out.pool().harvest();
    assertEquals(0, out.pool().takenCount(), "slots taken");
    assertEquals(0, in.inbox().heldCount(), "slots held");
    assertEquals(List.of(), protocolErrors);
  }

  static void assertRefused(ErrorCode code, Runnable action, String... words) {
    RanvierException refused = assertThrows(RanvierException.class, action::run);
    assertEquals(code, refused.code(), refused.getMessage());
    for (String word : words) {
      assertEquals(
          true, refused.getMessage().contains(word), word + " in: " + refused.getMessage());
    }
  }

  @Override
  public void close() {
    socket.add(false);
    if (memory.segment().scope().isAlive()) {
      memory.close();
    }
  }
}
