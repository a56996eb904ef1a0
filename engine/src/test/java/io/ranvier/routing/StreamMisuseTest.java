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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Misuse of calls over a stream, by either side, is refused where it happens. */
@Timeout(120)
final class StreamMisuseTest {
  private static final int MAX = 256;
  private static final int CALLS = 4;

  private final SocketPair sockets;
  private final SocketChannel near;
  private final SocketChannel far;
  private final MemorySegment bytes = Arena.ofAuto().allocate(2 * MAX, 8);
  private final Reply reply = new Reply();

  StreamMisuseTest() throws IOException {
    sockets = SocketPair.open();
    near = sockets.near();
    far = sockets.far();
  }

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  private long send(StreamCaller caller) {
    long reference = caller.router().tryAcquire();
    assertTrue(reference > 0);
    caller.send(reference, bytes, 0, 8, LONG_NS);
    return reference;
  }

  @Test
  @DisplayName("R1 a reply too many ends a sequential stream: the count would be wrong for ever")
  void repliesTooManyEndSequentialStreams() throws Exception {
    StreamFrames frames = new StreamFrames(far, MAX);
    try (StreamCaller caller = StreamCaller.sequential(near, MAX, MAX)) {
      long reference = send(caller);
      for (int i = 0; i < 2; i++) {
        frames.send(4, this::one, bytes, 0, 8, LONG_NS);
      }
      assertTrue(caller.router().await(reference, reply, LONG_NS));
      assertTrue(caller.release(reference));
      while (!caller.router().isEnded() && caller.counters().get(Counter.REFUSED_REPLIES) == 0) {
        Thread.onSpinWait();
      }
      RanvierException end =
          assertThrows(
              RanvierException.class,
              () -> {
                long next = caller.call(bytes, 0, 8, reply, LONG_NS);
                throw new AssertionError("a reply to " + next);
              });
      assertEquals(ErrorCode.CONNECTION_CLOSED, end.code());
    }
  }

  @Test
  @DisplayName("R8 the limit for requests holds also where replies may be longer")
  void requestLimitHolds() throws Exception {
    try (StreamCaller caller = StreamCaller.muxed(near, CALLS, 16, MAX)) {
      for (int length : new int[] {17, 20, 21, MAX}) {
        long reference = caller.router().tryAcquire();
        RanvierException refusal =
            assertThrows(
                RanvierException.class, () -> caller.send(reference, bytes, 0, length, LONG_NS));
        assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, refusal.code());
        assertTrue(refusal.getMessage().contains("limitBytes=16"), refusal.getMessage());
        assertTrue(caller.release(reference));
      }
    }
  }

  @Test
  @DisplayName("a call that is sent twice is refused here and not by the other side")
  void callsAreSentOnce() throws Exception {
    StreamAnswerer answerer = StreamAnswerer.muxed(far, CALLS, MAX, MAX);
    try (StreamCaller caller = StreamCaller.muxed(near, CALLS, MAX, MAX)) {
      long reference = send(caller);
      RanvierException refusal =
          assertThrows(RanvierException.class, () -> caller.send(reference, bytes, 0, 8, LONG_NS));
      assertEquals(ErrorCode.WRONG_STATE, refusal.code());
      assertEquals(reference, answerer.receive());
    }
    assertEquals(StreamAnswerer.END, answerer.receive());
  }

  @Test
  @DisplayName("R5 releasing what was never acquired does nothing")
  void releasesNothing() {
    for (boolean sequential : new boolean[] {true, false}) {
      try (StreamCaller caller =
          sequential
              ? StreamCaller.sequential(near, MAX, MAX)
              : StreamCaller.muxed(near, CALLS, MAX, MAX)) {
        assertFalse(caller.release(ReplyRouter.NONE));
        assertFalse(caller.release(SlotReference.of(CALLS, 1)));
      }
    }
  }

  // verifies D17
  @Test
  @DisplayName("R5 a call of an interrupted thread ends alone: the stream is not half written")
  void interruptedCallersEndAlone() throws Exception {
    StreamAnswerer answerer = StreamAnswerer.muxed(far, CALLS, MAX, MAX);
    try (StreamCaller caller = StreamCaller.muxed(near, CALLS, MAX, MAX)) {
      long waiting = send(caller);
      Threads.join(
          Threads.start(() -> {
            Thread.currentThread().interrupt();
            RanvierException refusal =
                assertThrows(
                    RanvierException.class, () -> caller.call(bytes, 0, 8, new Reply(), LONG_NS));
            assertEquals(ErrorCode.INTERRUPTED, refusal.code());
            assertTrue(Thread.currentThread().isInterrupted());
          }));
      assertEquals(waiting, answerer.receive());
      assertEquals(Answerer.Outcome.DELIVERED, answerer.answer(waiting, 3, bytes, 0, 8));
      assertTrue(caller.router().await(waiting, reply, LONG_NS));
    }
  }

  private boolean one(MemorySegment target, long offset) {
    StreamNumbers.number(target, offset, 1);
    return true;
  }
}
