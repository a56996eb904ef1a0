package io.ranvier.routing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplyFetchTest {
  private static final int SLOTS = 4;

  private static RoutingFixture fixture() {
    return new RoutingFixture(MemoryKind.ANONYMOUS, RoutingFixture.Strategy.MUXED_SLOTS, SLOTS);
  }

  @Test
  @DisplayName("to fetch the line of a reply changes nothing of a reply that lies there")
  void leavesAReplyAlone() {
    try (RoutingFixture routing = fixture();
        Arena arena = Arena.ofConfined()) {
      byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9};
      MemorySegment source = arena.allocateFrom(JAVA_BYTE, bytes);
      long reference = routing.router.tryAcquire();
      assertTrue(routing.answerer.accept(reference));
      assertEquals(
          Answerer.Outcome.DELIVERED,
          routing.answerer.answer(reference, 7, source, 0, bytes.length));
      routing.answerer.fetch(reference);
      Reply reply = new Reply();
      assertTrue(routing.router.poll(reference, reply));
      assertEquals(7, reply.status());
      byte[] read = new byte[reply.payload().capacity()];
      reply.payload().getBytes(0, read);
      assertArrayEquals(bytes, read);
      assertTrue(routing.router.release(reference));
    }
  }

  @Test
  @DisplayName("references that name no slot are not followed: a peer wrote them")
  void refusesWhatIsOutOfRange() {
    try (RoutingFixture routing = fixture()) {
      MemorySegment memory = routing.memory.segment();
      byte[] before = memory.fill((byte) 0x5A).toArray(JAVA_BYTE);
      for (long reference : new long[] {-1, Long.MIN_VALUE | SLOTS, SLOTS, (1L << 20) - 1}) {
        routing.answerer.fetch(reference);
      }
      routing.answerer.fetch(SlotReference.of(SlotReference.MAX_SLOTS - 1, 3));
      assertArrayEquals(before, memory.toArray(JAVA_BYTE));
    }
  }
}
