package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ranvier.buffer.SegmentBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The steady state allocates nothing, with four classes of handlers and three kinds of sources
 * behind the call sites: with one of each, escape analysis could hide an allocation.
 */
@Timeout(120)
final class LaneAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 5_000;
  private static final int ATTEMPTS = 60;

  private final LaneFixture link = LaneFixture.small();
  private final Claim claim = new Claim();
  private final RetainedPayload retained = new RetainedPayload();
  private final SegmentBuffer view = new SegmentBuffer();
  private long sum;

  private final FrameHandler[] handlers = {
    frame -> sum += frame.length(),
    frame -> sum += frame.method() + sumOf(frame.payload()),
    new FrameHandler() {
      @Override
      public void onFrame(Frame frame) {
        frame.retain(retained);
        sum += retained.payload().capacity();
        retained.close();
      }
    },
    this::countAndCopy
  };

  @AfterEach
  void close() {
    link.assertNothingIsHeld();
    link.close();
  }

  private static long sumOf(SegmentBuffer payload) {
    return payload.capacity() >= 8 ? payload.getLong(0) : payload.capacity();
  }

  private void countAndCopy(Frame frame) {
    sum++;
    int length = Math.min(8, frame.length());
    view.putBytes(0, frame.payload(), 0, length);
  }

  @ParameterizedTest
  @CsvSource({"true, 32", "false, 32", "true, 400", "false, 400", "true, 2000", "false, 2000"})
  @DisplayName("send, claim, publish, batch, poll, retain and release allocate 0 bytes")
  void steadyStateAllocatesNothing(boolean exclusive, int length) {
    Sender sender = exclusive ? link.out.openExclusive() : link.out.openShared();
    List<MemorySegment> sources =
        List.of(
            LaneFixture.source(1, length),
            MemorySegment.ofArray(new byte[length]),
            link.memory.segment().asSlice(0, length));
    view.wrap(sources.getFirst(), 0, length);
    FrameBatch batch = sender.newBatch();
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        exchange(sender, batch, sources.get(round % sources.size()), length, round);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated in the best of " + ATTEMPTS + " runs");
  }

  private void exchange(
      Sender sender, FrameBatch batch, MemorySegment source, int length, int round) {
    expect(0, Math.min(0, sender.trySend(round, source, 0, length)));
    expect(0, Math.min(0, sender.trySend(round, view)));
    expect(0, sender.tryClaim(length, claim));
    claim.buffer().putLong(0, round);
    expect(0, Math.min(0, claim.publish(round, length - 1)));
    expect(0, sender.tryClaim(length, claim));
    claim.abort();
    int frames = 3;
    if (length <= sender.maxInlineBytes()) {
      expect(1, batch.add(round, source, 0, length) ? 1 : 0);
      expect(0, Math.min(0, batch.tryPublish()));
      frames++;
    }
    expect(frames, link.in.poll(handlers[round & 3], 10, 0));
    expect(0, link.in.poll(handlers[round & 3], 10, 0));
  }

  private static void expect(long expected, long found) {
    if (expected != found) {
      throw new AssertionError("expected %d, found %d".formatted(expected, found));
    }
  }
}
