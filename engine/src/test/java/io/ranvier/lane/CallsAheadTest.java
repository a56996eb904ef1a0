package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.ExclusiveRingWriter;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.Ring;
import io.ranvier.ring.RingLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.ring.RingWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CallsAheadTest {
  private static final int CELLS = 1024;
  private static final int FRAMES = 400;

  /** Every tenth frame is no call. */
  private static int kind(long number) {
    return number % 10 == 0 ? FrameLayout.KIND_DATA : FrameLayout.KIND_CALL;
  }

  /** Collects what is told ahead; each call once, and before it comes. */
  private static final class Told implements CallFrames {
    final Set<Long> ahead = new HashSet<>();
    long now;

    @Override
    public void onCall(Frame frame, long reference, int flags, int deadline) {}

    @Override
    public void onCallAhead(long reference) {
      assertTrue(reference > now && reference <= FRAMES, "told at " + now + ": " + reference);
      assertEquals(FrameLayout.KIND_CALL, kind(reference));
      assertTrue(ahead.add(reference), "told twice: " + reference);
    }

    @Override
    public void onCancel(long reference) {}
  }

  @Test
  @DisplayName("calls of a stream are told of before they come, once; single ones are not")
  void tellsOfCallsThatAreThere() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(RingLayout.totalBytes(CELLS), 128);
      Ring ring = new Ring(memory, 0, CELLS, 0x5ca1_ab1e_0ddb_a115L);
      RingReader reader = new RingReader(ring);
      RingWriter writer = new ExclusiveRingWriter(ring);
      Told told = new Told();
      long number = 1;
      // One at a time: nothing is known of the next.
      for (; number <= 30; number++) {
        write(writer, memory, number);
        read(reader, told, number);
      }
      assertEquals(Set.of(), told.ahead);
      for (; number <= FRAMES; number++) {
        write(writer, memory, number);
      }
      for (number = 31; number <= FRAMES; number++) {
        read(reader, told, number);
      }
      assertEquals(RingReader.NONE, reader.next(memory));
      assertFalse(told.ahead.contains(1L));
      assertTrue(told.ahead.size() > FRAMES / 2, "of " + FRAMES + ": " + told.ahead.size());
    }
  }

  private static void write(RingWriter writer, MemorySegment memory, long number) {
    long descriptor = FrameLayout.descriptor(kind(number), 0, 0, 0);
    assertTrue(writer.write(descriptor, number, 0, memory, 0) >= 0);
  }

  private static void read(RingReader reader, Told told, long number) {
    MemorySegment cells = reader.segment();
    long offset = reader.next(cells);
    assertEquals(number, FrameLayout.referencePlain(cells, offset));
    told.now = number;
    CallsAhead.tell(reader, cells, told);
    reader.consume();
  }
}
