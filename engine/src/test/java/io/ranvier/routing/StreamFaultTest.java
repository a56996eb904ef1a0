package io.ranvier.routing;

import static io.ranvier.routing.RoutingFixture.LONG_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.Threads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over a stream whose other side breaks the rules, or is gone. */
@Timeout(120)
final class StreamFaultTest {
  private static final int MAX = 256;
  private static final int CALLS = 4;

  private final SocketPair sockets;
  private final SocketChannel near;
  private final SocketChannel far;
  private final MemorySegment bytes = Arena.ofAuto().allocate(2 * MAX, 8);
  private final Reply reply = new Reply();

  StreamFaultTest() throws IOException {
    sockets = SocketPair.open();
    near = sockets.near();
    far = sockets.far();
  }

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  /** Sends a reply that no answerer would let through. */
  private void forge(StreamFrames frames, long reference, int status) throws IOException {
    frames.send(
        12,
        (target, at) -> {
          StreamNumbers.reference(target, at, reference);
          StreamNumbers.number(target, at + 8, status);
          return true;
        },
        bytes,
        0,
        8,
        LONG_NS);
  }

  private long send(StreamCaller caller) {
    long reference = caller.router().tryAcquire();
    assertTrue(reference > 0);
    caller.send(reference, bytes, 0, 8, LONG_NS);
    return reference;
  }

  @Test
  @DisplayName("R6 R7 L9 replies to no call, or to one that was answered, are dropped and counted")
  void repliesToNobodyAreDropped() throws Exception {
    StreamFrames frames = new StreamFrames(far, 12 + MAX);
    try (StreamCaller caller = StreamCaller.muxed(near, CALLS, MAX, MAX)) {
      long reference = send(caller);
      long unsent = caller.router().tryAcquire();
      long[] nobody = {
        0,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        SlotReference.of(CALLS, 1),
        SlotReference.of(SlotReference.index(reference), 2),
        reference | Long.MIN_VALUE,
        unsent
      };
      for (long forged : nobody) {
        forge(frames, forged, 666);
      }
      forge(frames, reference, 1);
      forge(frames, reference, 666);
      assertTrue(caller.router().await(reference, reply, LONG_NS));
      assertEquals(1, reply.status());
      assertTrue(caller.release(reference));
      // The next reply comes after the forged ones.
      long next = send(caller);
      forge(frames, next, 2);
      assertTrue(caller.router().await(next, reply, LONG_NS));
      assertEquals(2, reply.status());
      assertEquals(nobody.length + 1, caller.counters().get(Counter.REFUSED_REPLIES));
      assertFalse(caller.router().poll(unsent, reply));
    }
  }

  @Test
  @DisplayName("L4 closing ends calls wherever they wait, and leaves no thread")
  void closingEndsCalls() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    StreamCaller caller = StreamCaller.muxed(near, CALLS, 1 << 20, MAX);
    MemorySegment large = Arena.ofAuto().allocate(1 << 20);
    List<FutureTask<Void>> callers = new ArrayList<>();
    // Nobody reads: one waits in the middle of its frame, some for their turn, some for a slot.
    for (int i = 0; i < 2 * CALLS; i++) {
      callers.add(
          Threads.start(() -> {
            RanvierException end =
                assertThrows(
                    RanvierException.class,
                    () -> caller.call(large, 0, 1 << 20, new Reply(), LONG_NS));
            assertEquals(ErrorCode.CONNECTION_CLOSED, end.code());
          }));
    }
    while (((MuxedSlots) caller.router()).inFlight() < CALLS) {
      Thread.onSpinWait();
    }
    caller.close();
    for (FutureTask<Void> each : callers) {
      Threads.join(each);
    }
    assertEquals(0, ((MuxedSlots) caller.router()).inFlight());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && thread.getName().equals("ranvier-stream-replies")) {
        thread.join();
      }
    }
  }

  // verifies D4
  @Test
  @DisplayName("R2 hundreds of virtual threads share a stream, and one of them answers")
  void virtualThreadsCall() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        StreamCaller caller = StreamCaller.muxed(near, CALLS, MAX, MAX)) {
      StreamAnswerer answerer = StreamAnswerer.muxed(far, CALLS, MAX, MAX);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        calls.add(
            threads.submit(() -> {
              Reply mine = new Reply();
              long reference = caller.call(bytes, 0, 8, mine, LONG_NS);
              assertEquals((int) (reference >>> 20), mine.status());
              assertTrue(caller.release(reference));
            }));
      }
      Future<?> answers =
          threads.submit(() -> {
            for (int i = 0; i < 300; i++) {
              long reference = answerer.receive();
              answerer.answer(reference, (int) (reference >>> 20), bytes, 0, 8);
            }
            return null;
          });
      for (Future<?> call : calls) {
        call.get();
      }
      answers.get();
    }
  }
}
