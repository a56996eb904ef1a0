package io.ranvier.lane;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that knows the key and writes what it likes: it loses its connection, no more. */
@Timeout(60)
final class HostilePeerTest {
  private static final int MAX_PAYLOAD = 1 << 20;

  private final LaneFixture link = LaneFixture.small();
  private final Sender sender = link.out.openShared();
  private final long cells =
      link.lane.base() + LaneLayout.STRUCT.byteSize() + RingLayout.STRUCT.byteSize();

  @AfterEach
  void close() {
    link.close();
  }

  /** Puts a frame into cell 0 of the shared ring. */
  private void forge(long descriptor, long slotReference) {
    MemorySegment segment = link.memory.segment();
    segment.set(JAVA_LONG, cells + 8, descriptor);
    segment.set(JAVA_LONG, cells + FrameLayout.PAYLOAD_OFFSET, slotReference);
    segment.set(JAVA_LONG, cells, 1 ^ LaneFixture.KEY);
  }

  private void assertEndsConnection(String... words) {
    assertEquals(0, Math.max(link.in.poll(_ -> {}, 10, 0), 0), "frames handed to the handler");
    assertEquals(Status.PROTOCOL_ERROR, link.in.poll(_ -> {}, 10, 0));
    assertEquals(Status.PROTOCOL_ERROR, sender.trySend(0, MemorySegment.NULL, 0, 0));
    String reason = link.protocolErrors.getFirst();
    for (String word : words) {
      assertTrue(reason.contains(word), reason);
    }
    assertEquals(0, link.in.inbox().heldCount());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 6, 127, 128, 255})
  @DisplayName("L9 a kind of frame that does not exist ends the connection")
  void refusesKinds(int kind) {
    forge(FrameLayout.descriptor(kind, 0, 0, 8), 0);
    assertEndsConnection("kind=" + kind);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, LaneFixture.INLINE + 1})
  @DisplayName("L9 a length that does not fit the cells ends the connection")
  void refusesLengths(int length) {
    forge(FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length), 0);
    assertEndsConnection();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, MAX_PAYLOAD + 1, 65_537, 4097})
  @DisplayName("L9 R8 a length that does not fit the slot, or the limit, ends the connection")
  void refusesLengthsInSlots(int length) {
    forge(slotDescriptor(0, length), SlotReference.of(0, 1));
    assertEndsConnection();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 255, 32_767, 32_768, 65_535})
  @DisplayName("L9 an array that does not exist ends the connection")
  void refusesArrays(int array) {
    forge(slotDescriptor(array, 10), SlotReference.of(0, 1));
    assertEndsConnection("array=" + array);
    assertEquals(1, link.received.get(Counter.REFUSED_REFERENCES));
  }

  static LongStream badReferences() {
    return LongStream.of(
        0,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        SlotReference.of(4, 1),
        SlotReference.of(SlotReference.MAX_SLOTS - 1, 1),
        SlotReference.of(0, 0),
        Long.MIN_VALUE | SlotReference.of(0, 1));
  }

  @ParameterizedTest
  @MethodSource("badReferences")
  @DisplayName("R6 L9 a payload reference that is out of range or none ends the connection")
  void refusesReferences(long reference) {
    forge(slotDescriptor(0, 10), reference);
    assertEndsConnection("reference=" + reference);
    assertEquals(1, link.received.get(Counter.REFUSED_REFERENCES));
  }

  @Test
  @DisplayName("R6 L9 a payload reference sent twice is stale the second time")
  void refusesAReferenceSentTwice() {
    assertTrue(sender.trySend(0, LaneFixture.source(0, 600), 0, 600) >= 0);
    assertEquals(1, link.poll(1).size());
    link.memory.segment().set(JAVA_LONG, cells + 64, 2 ^ LaneFixture.KEY);
    MemorySegment.copy(link.memory.segment(), cells + 8, link.memory.segment(), cells + 72, 56);
    assertEndsConnection("array=0");
  }

  @Test
  @DisplayName("R6 L9 a payload reference sent twice is refused, once, while the first is held")
  void refusesAReferenceThatIsHeld() {
    RetainedPayload holder = new RetainedPayload();
    assertTrue(sender.trySend(0, LaneFixture.source(0, 600), 0, 600) >= 0);
    assertEquals(1, link.in.poll(frame -> frame.retain(holder), 1, 0));
    MemorySegment.copy(link.memory.segment(), cells + 8, link.memory.segment(), cells + 72, 56);
    link.memory.segment().set(JAVA_LONG, cells + 64, 2 ^ LaneFixture.KEY);
    assertEquals(0, Math.max(link.in.poll(_ -> {}, 10, 128), 0));
    assertEquals(1, link.received.get(Counter.REFUSED_REFERENCES));
    assertEquals(1, link.protocolErrors.size());
    holder.close();
  }

  @Test
  @DisplayName("L9 rings that were never opened, or do not exist, are no danger")
  void survivesWrongOpenRings() {
    assertTrue(sender.trySend(5, MemorySegment.NULL, 0, 0) >= 0);
    link.memory.segment().set(JAVA_INT, link.lane.base(), -1);
    assertEquals(1, link.poll(10).size());
    assertEquals(0, link.poll(10).size());
    assertEquals(0, link.protocolErrors.size());
  }

  @Test
  @DisplayName(
      "L9 a receiver's position that cannot be ends the connection, and every slot is free")
  void refusesAnImpossibleHead() {
    LaneFixture.fill(sender);
    long ring = link.lane.base() + LaneLayout.STRUCT.byteSize();
    long head = ring + RingLayout.STRUCT.offset("head");
    link.memory.segment().set(JAVA_LONG, head, 1L << 40);
    assertEquals(Status.PROTOCOL_ERROR, sender.trySend(0, LaneFixture.source(0, 600), 0, 600));
    assertEquals(1, link.protocolErrors.size());
    assertEquals(0, link.out.pool().takenCount());
  }

  @Test
  @DisplayName("L9 slots that the receiver gives back without holding them are counted, not freed")
  void refusesReturnsOfWhatWasNotSent() {
    Claim claim = new Claim();
    assertEquals(0, sender.tryClaim(600, claim));
    long array = link.lane.payloadBase(0);
    // Header, summary, taken and handed out take 128 bytes each.
    link.memory.segment().set(JAVA_LONG, array + 4 * 128, -1L);
    assertEquals(0, link.out.pool().harvest());
    assertEquals(64, link.sent.get(Counter.REFUSED_RETURNS));
    assertEquals(1, link.out.pool().takenCount());
    claim.abort();
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("L9 random words all over the lane never crash, hang or leave the region")
  void survivesRandomWords() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 300; round++) {
      try (LaneFixture victim = LaneFixture.small()) {
        Sender out = victim.out.openShared();
        MemorySegment segment = victim.memory.segment();
        for (int step = 0; step < 50; step++) {
          long words = (segment.byteSize() - 4096) / 8;
          long at = 4096 + 8 * (step % 2 == 0 ? random.nextLong(words) : random.nextLong(1024));
          long word = random.nextBoolean() ? random.nextLong() : random.nextLong(64) - 2;
          segment.set(JAVA_LONG, at, word);
          long ignored = out.trySend(0, LaneFixture.source(0, 700), 0, random.nextInt(700));
          int handled = victim.in.poll(frame -> frame.payload().checkLimit(frame.length()), 10, 0);
          assertTrue(handled <= 10);
        }
      }
    }
  }

  private static long slotDescriptor(int array, int length) {
    return FrameLayout.descriptor(FrameLayout.KIND_DATA, FrameLayout.FLAG_SLOT, array, length);
  }
}
