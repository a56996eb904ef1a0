package io.ranvier.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.Threads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls over a stream whose time runs out just when the reply comes.
 *
 * <p>To run one again, or longer: {@code -Dranvier.test.seed=1 -Dranvier.test.stressMs=60000}.
 */
@Timeout(600)
final class StreamStressTest {
  private static final long SEED = Long.getLong("ranvier.test.seed", System.nanoTime());
  private static final long RUN_NS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("ranvier.test.stressMs", 750));
  private static final int MAX = 64;
  private static final int CALLERS = 6;

  private final AtomicLong inTime = new AtomicLong();
  private final AtomicLong tooLate = new AtomicLong();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("R1 R5 R6 however many calls are abandoned, no caller gets another's reply")
  void timeoutsSwapNoReplies(boolean sequential) throws Exception {
    System.out.println("StreamStressTest seed " + SEED);
    try (SocketPair sockets = SocketPair.open()) {
      SocketChannel far = sockets.far();
      SocketChannel near = sockets.near();
      FutureTask<Void> server = Threads.start(() -> echo(sequential, far));
      try (StreamCaller caller =
          sequential
              ? StreamCaller.sequential(near, MAX, MAX)
              : StreamCaller.muxed(near, 3, MAX, MAX)) {
        long endNs = System.nanoTime() + RUN_NS;
        Threads.together(CALLERS, thread -> call(caller, thread, endNs));
        if (caller.router() instanceof MuxedSlots muxed) {
          assertEquals(0, muxed.inFlight());
        }
        // Whatever was abandoned, the next one is served.
        call(caller, CALLERS, Long.MAX_VALUE);
      }
      Threads.join(server);
    }
    assertTrue(inTime.get() > 0 && tooLate.get() > 0, inTime + " in time, " + tooLate);
  }

  private static void echo(boolean sequential, SocketChannel far) throws IOException {
    try (StreamAnswerer answerer =
        sequential
            ? StreamAnswerer.sequential(far, MAX, MAX)
            : StreamAnswerer.muxed(far, 3, MAX, MAX)) {
      long reference;
      while ((reference = answerer.receive()) != StreamAnswerer.END) {
        Answerer.Outcome ignored =
            answerer.answer(
                reference,
                (int) answerer.request().getLong(0),
                answerer.request().segment(),
                answerer.request().segmentOffset(),
                answerer.request().capacity());
      }
    }
  }

  /** Calls until the time is up; the one without end makes one call, which must be answered. */
  private void call(StreamCaller caller, int thread, long endNs) {
    SplittableRandom random = new SplittableRandom(SEED + thread);
    MemorySegment request = Arena.ofAuto().allocate(MAX, 8);
    Reply reply = new Reply();
    boolean once = endNs == Long.MAX_VALUE;
    for (long i = 1; once ? i == 1 : System.nanoTime() < endNs; i++) {
      long seed = (long) thread << 48 | i;
      int length = 8 + 8 * random.nextInt(MAX / 8);
      for (int at = 0; at < length; at += 8) {
        request.set(ValueLayout.JAVA_LONG, at, seed + at);
      }
      long timeoutNs = once ? RoutingFixture.LONG_NS : random.nextInt(300_000);
      try {
        long reference = caller.call(request, 0, length, reply, timeoutNs);
        assertEquals((int) seed, reply.status());
        assertEquals(length, reply.payload().capacity());
        for (int at = 0; at < length; at += 8) {
          assertEquals(seed + at, reply.payload().getLong(at));
        }
        reply.release();
        assertTrue(caller.release(reference));
        inTime.incrementAndGet();
      } catch (RanvierException e) {
        assertEquals(ErrorCode.TIMED_OUT, e.code(), e::getMessage);
        tooLate.incrementAndGet();
      }
    }
  }
}
