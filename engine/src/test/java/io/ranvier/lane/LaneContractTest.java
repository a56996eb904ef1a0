package io.ranvier.lane;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.counter.Counter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames from one thread to another part of the same thread: what arrives is what was sent. */
@ParameterizedClass
@CsvSource({"ANONYMOUS, false", "ANONYMOUS, true", "MAPPED_FILE, false", "MAPPED_FILE, true"})
@Timeout(60)
final class LaneContractTest {
  private static final int[] LENGTHS = {
    0, 1, 7, 8, 31, 32, 33, 64, 95, 96, 97, 100, 479, 480, 481, 1000, 4095, 4096, 4097, 65_536
  };

  private final LaneFixture link;
  private final boolean exclusive;
  private Sender sender;

  LaneContractTest(MemoryKind kind, boolean exclusive) {
    this.link = new LaneFixture(kind, LaneFixture.OPTIONS, 1 << 20, Waiting.park());
    this.exclusive = exclusive;
  }

  @BeforeEach
  void open() {
    sender = exclusive ? link.out.openExclusive() : link.out.openShared();
  }

  @AfterEach
  void close() {
    link.assertNothingIsHeld();
    sender.close();
    link.close();
  }

  @Test
  void tellsWhatItIs() {
    assertEquals(exclusive, sender.isExclusive());
    assertEquals(LaneFixture.INLINE, sender.maxInlineBytes());
  }

  @Test
  @DisplayName(
      "R11 payloads of every size arrive whole: in a cell, in several, in either slot class")
  void sendsCopies() {
    for (int length : LENGTHS) {
      MemorySegment source = LaneFixture.source(length, length);
      assertTrue(sender.trySend(length, source, 0, length) >= 0, "length " + length);
      assertArrives(length);
    }
  }

  @Test
  void sendsFromTheHeapAndFromAView() {
    for (int length : LENGTHS) {
      byte[] content = LaneFixture.content(length, length + 3);
      MemorySegment heap = MemorySegment.ofArray(content);
      assertTrue(sender.trySend(length, heap.asReadOnly(), 0, length) >= 0);
      assertArrives(length);
      SegmentBuffer view = new SegmentBuffer(LaneFixture.source(length, length), 0, length);
      assertTrue(sender.trySend(length, view) >= 0);
      assertArrives(length);
    }
  }

  @Test
  void sendsFromTheMiddleOfASource() {
    MemorySegment source = LaneFixture.source(1, 700);
    assertTrue(sender.trySend(5, source, 13, 600) >= 0);
    byte[] expected = new byte[600];
    MemorySegment.copy(source, JAVA_BYTE, 13, expected, 0, 600);
    assertArrayEquals(expected, link.poll(1).getFirst());
  }

  @Test
  @DisplayName(
      "R11 claims of every size are written in place and arrive, also with less than claimed")
  void sendsClaims() {
    Claim claim = new Claim();
    for (int length : LENGTHS) {
      assertEquals(0, sender.tryClaim(length, claim));
      assertTrue(claim.isOpen());
      assertEquals(length, claim.buffer().capacity());
      claim.buffer().putBytes(0, LaneFixture.content(length, length));
      assertTrue(claim.publish(length) >= 0);
      assertFalse(claim.isOpen());
      assertArrives(length);
      int less = length / 2;
      assertEquals(0, sender.tryClaim(length, claim));
      claim.buffer().putBytes(0, LaneFixture.content(less, less));
      assertTrue(claim.publish(less, less) >= 0);
      assertArrives(less);
    }
  }

  @Test
  @DisplayName("R11 a batch arrives in order, and its bytes with it")
  void sendsBatches() {
    FrameBatch batch = sender.newBatch();
    assertTrue(batch.isEmpty());
    assertEquals(0, batch.tryPublish(), "an empty batch is published at once");
    for (int round = 0; round < 50; round++) {
      int count = 0;
      List<Integer> lengths = new ArrayList<>();
      int length = round % 97;
      while (batch.add(length, LaneFixture.source(length, length), 0, length)) {
        lengths.add(length);
        length = (length + 37) % 400;
        count++;
      }
      assertTrue(count >= 2 && batch.tryPublish() >= 0, "round " + round);
      assertTrue(batch.isEmpty());
      List<byte[]> payloads = link.poll(100);
      assertEquals(lengths.size(), payloads.size());
      for (int i = 0; i < payloads.size(); i++) {
        int expected = lengths.get(i);
        assertArrayEquals(LaneFixture.content(expected, expected), payloads.get(i));
      }
    }
  }

  @Test
  void aBatchThatIsClearedSendsNothing() {
    FrameBatch batch = sender.newBatch();
    assertTrue(batch.add(1, MemorySegment.NULL, 0, 0));
    batch.clear();
    assertTrue(batch.isEmpty() && batch.tryPublish() == 0);
    assertEquals(List.of(), link.poll(1));
  }

  @Test
  @DisplayName("frames and bytes that were handled are counted in the shared memory")
  void countsFramesAndBytes() {
    long frames = 0;
    long bytes = 0;
    for (int length : LENGTHS) {
      assertTrue(sender.trySend(0, LaneFixture.source(0, length), 0, length) >= 0);
      assertEquals(1, link.in.poll(_ -> {}, 10, 0));
      assertEquals(0, link.in.poll(_ -> {}, 10, 0), "at rest, counters are up to date");
      frames++;
      bytes += length;
      assertEquals(frames, link.received.get(Counter.FRAMES_RECEIVED));
      assertEquals(bytes, link.received.get(Counter.BYTES_RECEIVED));
    }
    assertEquals(0, link.sent.get(Counter.RING_FULL));
    assertEquals(0, link.sent.get(Counter.WAKES), "nobody slept");
  }

  @Test
  @DisplayName("R4 slots are used again and again, and none is left over")
  void reusesSlots() {
    for (int round = 0; round < 1000; round++) {
      int length = 481 + round * 61 % 30_000;
      assertTrue(sender.trySend(length, LaneFixture.source(length, length), 0, length) >= 0);
      assertArrives(length);
    }
    assertEquals(0, link.sent.get(Counter.PAYLOAD_EXHAUSTED));
    assertEquals(0, link.sent.get(Counter.REFUSED_RETURNS));
  }

  private void assertArrives(int length) {
    int[] method = {-1};
    byte[][] payload = {null};
    int handled =
        link.in.poll(
            frame -> {
              method[0] = frame.method();
              assertEquals(length, frame.length());
              payload[0] = LaneFixture.bytes(frame.payload());
            },
            2,
            0);
    assertEquals(1, handled);
    assertEquals(length, method[0]);
    assertArrayEquals(LaneFixture.content(length, length), payload[0]);
  }
}
