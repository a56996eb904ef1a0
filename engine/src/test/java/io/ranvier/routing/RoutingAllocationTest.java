package io.ranvier.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ranvier.routing.RoutingFixture.Strategy;
import io.ranvier.slot.MemoryKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call whose reply is there when it looks allocates nothing, on either side. */
@Timeout(120)
final class RoutingAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 10_000;
  private static final int ATTEMPTS = 60;

  private final MemorySegment bytes = Arena.ofAuto().allocate(RoutingFixture.MAX_REPLY, 8);
  private final Reply reply = new Reply();

  @ParameterizedTest
  @EnumSource(Strategy.class)
  @DisplayName("acquire, send, accept, answer, await and release allocate 0 bytes")
  void callsAllocateNothing(Strategy strategy) {
    try (RoutingFixture fixture = new RoutingFixture(MemoryKind.ANONYMOUS, strategy, 8)) {
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
          call(fixture, round % RoutingFixture.MAX_REPLY);
        }
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least, "bytes allocated in the best of " + ATTEMPTS + " runs");
    }
  }

  private void call(RoutingFixture fixture, int length) {
    long reference = fixture.router.acquire(RoutingFixture.LONG_NS);
    long known = fixture.send(reference);
    var outcome = fixture.answerer.answer(known, length, bytes, 0, length);
    assertTrue(outcome == Answerer.Outcome.DELIVERED);
    assertTrue(fixture.router.await(reference, reply, RoutingFixture.LONG_NS));
    assertTrue(reply.payload().capacity() == length && reply.status() == length);
    reply.release();
    assertTrue(fixture.router.release(reference));
  }
}
