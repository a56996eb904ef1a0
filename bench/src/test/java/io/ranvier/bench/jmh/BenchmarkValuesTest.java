package io.ranvier.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.jmh.SlotBenchmark.Fill;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.slot.SlotReference;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the benchmarks return, and that they notice what is wrong. */
@Timeout(60)
class BenchmarkValuesTest {
  private final PinnedThread thread = new PinnedThread();

  @ParameterizedTest
  @EnumSource
  void slotsThatNobodyHoldsAreLeasedAgainAndAgain(Fill fill) {
    var slots = new SlotBenchmark.Slots();
    slots.fill = fill;
    slots.fill();
    long first = new SlotBenchmark().oneThread(slots, thread);
    long second = new SlotBenchmark().oneThread(slots, thread);
    assertEquals(SlotReference.index(first), SlotReference.index(second));
    assertNotEquals(first, second, "another generation");
    int free = fill == Fill.EMPTY ? 1024 : fill == Fill.HALF ? 512 : 2;
    for (int i = 0; i < free; i++) {
      slots.lease(0);
    }
    assertThrows(IllegalStateException.class, () -> slots.lease(0));
  }

  @ParameterizedTest
  @EnumSource
  void ringsCarryFramesInOrder(RingEnds.Discipline writer) {
    RingEnds ring = ring(writer);
    for (long number = 0; number < 3_000; number++) {
      assertEquals(RingEnds.NOTHING, ring.tryRead(number));
      ring.tryWrite(number);
      assertEquals(number, ring.tryRead(number));
    }
    while (ring.tryWrite(3_000) >= 0) {
      // Until it is full.
    }
    assertThrows(ContentError.class, () -> ring.tryRead(2_999));
  }

  private static RingEnds ring(RingEnds.Discipline writer) {
    RingEnds ring = new RingBenchmark.OwnRing();
    ring.writer = writer;
    ring.length = 200;
    ring.open();
    return ring;
  }

  @Test
  void batchesOfCallsAreAnsweredInOneThread() throws IOException {
    var batch = new CallBatchBenchmark.Batch();
    batch.open();
    try {
      for (long round = 1; round <= 100; round++) {
        assertEquals(round * 64, new CallBatchBenchmark().oneThread(batch));
      }
    } finally {
      batch.close();
    }
  }

  @Test
  void callsAreAnsweredInOneThread() throws IOException {
    var server = new CallBenchmark.OwnServer();
    server.length = 1024;
    server.open();
    try {
      for (long number = 0; number < 100; number++) {
        assertEquals(number, new CallBenchmark().oneThread(server));
      }
    } finally {
      server.close();
    }
  }

  @Test
  void channelsCarryItemsAndNoticeAnother() throws IOException {
    var channel = new ChannelBenchmark.OwnChannel();
    channel.window = 1;
    channel.open();
    try {
      for (long number = 0; number < 100; number++) {
        assertEquals(number, new ChannelBenchmark().oneThread(channel, thread));
      }
      assertEquals(7, channel.trySend(7));
      assertEquals(ChannelEnds.NOTHING, channel.trySend(8), "no credit");
      assertThrows(ContentError.class, channel::tryTake);
    } finally {
      channel.close();
    }
  }

  @Test
  void channelsWithoutAWindowLiveOnGrants() throws IOException {
    var channel = new ChannelBenchmark.GrantedChannel();
    channel.open();
    try {
      assertEquals(ChannelEnds.NOTHING, channel.trySend(0), "no credit");
      assertEquals(0, new ChannelBenchmark().oneThreadGranted(channel, thread));
      assertEquals(ChannelEnds.NOTHING, channel.trySend(1), "no credit");
    } finally {
      channel.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void doorbellsPublishAndWakeNobody(DoorbellBenchmark.Payer payer) {
    var doorbell = new DoorbellBenchmark();
    doorbell.payer = payer;
    doorbell.open();
    assertEquals(1, doorbell.publish(thread));
    assertEquals(2, doorbell.publish(thread));
    doorbell.check();
  }

  @Test
  void copiesArrive() {
    var copies = new CopyBenchmark();
    copies.length = 100;
    copies.open();
    assertEquals(1, copies.shortCopy(thread));
    assertEquals(2, copies.segmentCopy(thread));
  }

  @Test
  void buffersAnswerWhatWasWritten() {
    var buffers = new SegmentBufferBenchmark();
    buffers.fill();
    for (int i = 0; i < 4096; i += 8) {
      assertEquals(i, buffers.getLong(thread));
    }
    assertEquals(1, buffers.putLong(thread));
    assertEquals(2, buffers.putLongReleaseGetLongAcquire(thread));
    assertEquals(3, buffers.putBytes(thread));
  }

  @Test
  void aBufferThatAnswersWithSomethingElseIsNoticed() {
    SegmentBuffer buffer = new SegmentBuffer(Arena.ofAuto().allocate(4096, 64), 0, 4096);
    var buffers =
        new BufferAccess() {
          @Override
          AtomicBuffer open(int lengthBytes) {
            return buffer;
          }
        };
    buffers.fill();
    buffer.putLong(0, -1);
    assertThrows(IllegalStateException.class, () -> buffers.getLong(thread));
    assertThrows(IllegalStateException.class, () -> buffers.getBytes(thread));
  }
}
