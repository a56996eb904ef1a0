package io.ranvier.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.RingFixture.Discipline;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Senders and the reader on threads of their own: order per sender, every byte. */
@ParameterizedClass
@CsvSource({
  "ANONYMOUS, EXCLUSIVE, 1",
  "ANONYMOUS, SHARED, 3",
  "MAPPED_FILE, EXCLUSIVE, 1",
  "MAPPED_FILE, SHARED, 3"
})
@Timeout(120)
final class RingThreadsContractTest {
  private static final int FRAMES = 60_000;
  private static final int CELLS = 64;

  private final MemoryKind kind;
  private final Discipline discipline;
  private final int senders;

  RingThreadsContractTest(MemoryKind kind, Discipline discipline, int senders) {
    this.kind = kind;
    this.discipline = discipline;
    this.senders = senders;
  }

  @Test
  @DisplayName("R11 frames of random sizes from all senders arrive whole, each sender's in order")
  void arrivesWholeAndInOrder() throws Exception {
    try (RingFixture ring = new RingFixture(kind, discipline, CELLS)) {
      FutureTask<Void> reading = Threads.start(() -> read(ring));
      Threads.together(senders, sender -> send(ring, sender, reading));
      Threads.join(reading);
      assertEquals(RingReader.NONE, ring.next());
    }
  }

  private static void send(RingFixture ring, int sender, FutureTask<Void> reading) {
    MemorySegment source = Arena.ofAuto().allocate(1024, 8);
    SplittableRandom random = new SplittableRandom(sender);
    for (int i = 0; i < FRAMES; i++) {
      long number = (long) sender << 32 | i;
      int length = random.nextInt(RingLayout.maxInlineBytes(CELLS) + 1);
      while (RingFixture.write(ring.writer, source, number, length) < 0) {
        assertTrue(!reading.isDone(), "the reader has ended");
        Thread.onSpinWait();
      }
    }
  }

  private void read(RingFixture ring) {
    SplittableRandom[] lengths = new SplittableRandom[senders];
    int[] next = new int[senders];
    for (int i = 0; i < senders; i++) {
      lengths[i] = new SplittableRandom(i);
    }
    for (int received = 0; received < senders * FRAMES; ) {
      long offset = ring.next();
      if (offset < 0) {
        assertEquals(RingReader.NONE, offset);
        ring.reader.release();
        Thread.onSpinWait();
        continue;
      }
      long number = FrameLayout.referencePlain(ring.memory.segment(), offset);
      int sender = (int) (number >>> 32);
      assertEquals(next[sender]++, (int) number, "order of sender " + sender);
      int length = lengths[sender].nextInt(RingLayout.maxInlineBytes(CELLS) + 1);
      ring.check(offset, number, length);
      ring.reader.consume();
      received++;
      if (received % 7 == 0) {
        ring.reader.release();
      }
    }
    ring.reader.release();
  }
}
