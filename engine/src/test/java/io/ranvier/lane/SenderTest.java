package io.ranvier.lane;

import static io.ranvier.lane.LaneFixture.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits and misuse of senders. */
@Timeout(60)
final class SenderTest {
  private static final MemorySegment NOTHING = MemorySegment.NULL;

  private final LaneFixture link = LaneFixture.small();

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  @DisplayName("an exclusive sender belongs to the first thread that uses it")
  void refusesAnotherThread() throws Exception {
    Sender sender = link.out.openExclusive();
    assertTrue(sender.trySend(0, NOTHING, 0, 0) >= 0);
    inThread(() -> {
      assertRefused(ErrorCode.WRONG_THREAD, () -> sender.trySend(0, NOTHING, 0, 0), "owner=");
      assertRefused(ErrorCode.WRONG_THREAD, () -> sender.tryClaim(1, new Claim()));
      assertRefused(ErrorCode.WRONG_THREAD, () -> sender.send(0, NOTHING, 0, 0, 1));
    });
    assertTrue(sender.trySend(0, NOTHING, 0, 0) >= 0);
    assertEquals(2, link.poll(10).size());
  }

  @ParameterizedTest(name = "payload of {0} bytes")
  @ValueSource(ints = {0, LaneFixture.INLINE, LaneFixture.SMALL_SLOT})
  @DisplayName("C6: what was published before the connection ended is never called unsent")
  void publishedIsSent(int length) {
    Sender sender = link.out.openShared();
    link.in.sleeper().arm(() -> {});
    // The receiver sleeps, so that it is rung at, and meanwhile the memory is unmapped.
    link.onRing =
        () -> {
          link.end(Status.CLOSED);
          link.memory.close();
        };
    assertTrue(sender.trySend(0, LaneFixture.source(1, length), 0, length) >= 0);
    assertEquals(Status.CLOSED, sender.trySend(0, NOTHING, 0, 0));
  }

  @Test
  @DisplayName("of threads that use an exclusive sender first at the same time, one gets it")
  void racingFirstUsesHaveOneWinner() throws Exception {
    // The winner closes it, so that there is a ring for the next round.
    var refusals = EnumSet.of(ErrorCode.WRONG_THREAD, ErrorCode.WRONG_STATE);
    for (int round = 0; round < 100; round++) {
      Sender sender = link.out.openExclusive();
      AtomicInteger sent = new AtomicInteger();
      Threads.together(
          2,
          _ -> {
            try {
              assertTrue(sender.trySend(0, NOTHING, 0, 0) >= 0);
              sent.incrementAndGet();
              sender.close();
            } catch (RanvierException e) {
              assertTrue(refusals.contains(e.code()), e.getMessage());
            }
          });
      assertEquals(1, sent.get());
      assertEquals(1, link.poll(10).size());
    }
  }

  @Test
  void aClosedSenderRefuses() {
    for (boolean exclusive : new boolean[] {true, false}) {
      Sender sender = exclusive ? link.out.openExclusive() : link.out.openShared();
      FrameBatch batch = sender.newBatch();
      assertTrue(batch.add(0, NOTHING, 0, 0));
      Claim claim = new Claim();
      assertEquals(0, sender.tryClaim(1000, claim));
      sender.close();
      sender.close();
      String what = "sender=closed";
      assertRefused(ErrorCode.WRONG_STATE, () -> sender.trySend(0, NOTHING, 0, 0), what);
      assertRefused(ErrorCode.WRONG_STATE, () -> sender.tryClaim(1, new Claim()), what);
      assertRefused(ErrorCode.WRONG_STATE, batch::tryPublish, what);
      assertRefused(ErrorCode.WRONG_STATE, () -> claim.publish(0), what);
      claim.abort();
    }
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName(
      "an exclusive sender that another thread closed refuses its owner, its ring stays taken")
  void closedByAnotherThread() throws Exception {
    Sender sender = link.out.openExclusive();
    assertTrue(sender.trySend(0, NOTHING, 0, 0) >= 0);
    inThread(sender::close);
    assertRefused(ErrorCode.WRONG_STATE, () -> sender.trySend(0, NOTHING, 0, 0));
    try (Sender other = link.out.openExclusive()) {
      assertTrue(other.isExclusive());
      assertRefused(ErrorCode.LIMIT_EXCEEDED, link.out::openExclusive);
    }
  }

  @Test
  void theRingOfAnEndedThreadCanBeOpenedAgain() throws Exception {
    for (int round = 0; round < 5; round++) {
      Sender sender = link.out.openExclusive();
      inThread(() -> assertTrue(sender.trySend(0, LaneFixture.source(3, 100), 0, 100) >= 0));
      sender.close();
    }
    assertEquals(5, link.poll(10).size());
  }

  @Test
  @DisplayName("more exclusive senders than rings are refused, until one is closed")
  void exclusiveSendersAreLimited() {
    Sender first = link.out.openExclusive();
    Sender second = link.out.openExclusive();
    assertRefused(ErrorCode.LIMIT_EXCEEDED, link.out::openExclusive, "exclusiveRings=2");
    first.close();
    first.close();
    Sender third = link.out.openExclusive();
    assertRefused(ErrorCode.LIMIT_EXCEEDED, link.out::openExclusive);
    assertTrue(third.trySend(0, NOTHING, 0, 0) >= 0);
    second.close();
    third.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 479, 480, 481, 5000})
  @DisplayName(
      "R8 a payload over the limit is refused with size and limit, whatever way it would go")
  void refusesPayloadsOverTheLimit(int limit) {
    try (LaneFixture small =
        new LaneFixture(MemoryKind.ANONYMOUS, LaneFixture.OPTIONS, limit, Waiting.park())) {
      Sender sender = small.out.openShared();
      int size = limit + 1;
      MemorySegment source = LaneFixture.source(1, size);
      String[] words = {"lengthBytes=" + size, "limitBytes=" + limit};
      ErrorCode code = ErrorCode.PAYLOAD_TOO_LARGE;
      assertRefused(code, () -> sender.trySend(0, source, 0, size), words);
      assertRefused(code, () -> sender.send(0, source, 0, size, 1), words);
      assertRefused(code, () -> sender.tryClaim(size, new Claim()), words);
      assertRefused(code, () -> sender.claim(size, new Claim(), 1), words);
      int batchLimit = Math.min(limit, LaneFixture.INLINE);
      assertRefused(
          code,
          () -> sender.newBatch().add(0, source, 0, batchLimit < limit ? limit : size),
          "limitBytes=" + batchLimit);
      assertTrue(sender.trySend(0, source, 0, limit) >= 0, "the limit itself");
      assertArrayEquals(LaneFixture.content(1, limit), small.poll(1).getFirst());
      small.assertNothingIsHeld();
    }
  }

  @Test
  @DisplayName("R8 a payload that no slot will ever hold is refused with its size")
  void refusesPayloadsThatNoSlotHolds() {
    Sender sender = link.out.openShared();
    int size = LaneFixture.LARGE_SLOT + 1;
    MemorySegment source = Arena.ofAuto().allocate(size);
    ErrorCode code = ErrorCode.LIMIT_EXCEEDED;
    assertRefused(code, () -> sender.trySend(0, source, 0, size), "lengthBytes=" + size);
    assertRefused(code, () -> sender.tryClaim(size, new Claim()), "lengthBytes=" + size);
    link.extentsComing = true;
    assertEquals(Status.NO_PAYLOAD_SLOT, sender.trySend(0, source, 0, size));
    assertEquals(Status.NO_PAYLOAD_SLOT, sender.tryClaim(size, new Claim()));
    link.assertNothingIsHeld();
  }

  @Test
  void refusesRangesOutsideTheSource() {
    Sender sender = link.out.openShared();
    MemorySegment source = LaneFixture.source(0, 600);
    for (int[] range :
        new int[][] {{-1, 1}, {600, 1}, {601, 0}, {0, 601}, {Integer.MAX_VALUE, 1}}) {
      assertThrows(
          IndexOutOfBoundsException.class, () -> sender.trySend(0, source, range[0], range[1]));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> sender.newBatch().add(0, source, range[0], range[1]));
    }
    assertEquals(0, link.poll(10).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -481, Integer.MIN_VALUE})
  @DisplayName("R8 a negative length is refused with its value, whatever way it would go")
  void refusesNegativeLengths(int length) {
    Sender sender = link.out.openShared();
    MemorySegment source = LaneFixture.source(0, 600);
    ErrorCode code = ErrorCode.INVALID_ARGUMENT;
    String value = "lengthBytes=" + length;
    for (long offset : new long[] {0, 5, -1, 700}) {
      assertRefused(code, () -> sender.trySend(0, source, offset, length), value);
      assertRefused(code, () -> sender.send(0, source, offset, length, 1), value);
      assertRefused(code, () -> sender.newBatch().add(0, source, offset, length), value);
    }
    assertRefused(code, () -> sender.tryClaim(length, new Claim()), value);
    assertRefused(code, () -> sender.claim(length, new Claim(), 1), value);
    assertEquals(0, link.poll(10).size());
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("R5 a source that is closed leaks no slot and disturbs no later frame")
  void aClosedSourceLeaksNothing() {
    for (boolean exclusive : new boolean[] {true, false}) {
      Sender sender = exclusive ? link.out.openExclusive() : link.out.openShared();
      Arena arena = Arena.ofShared();
      MemorySegment source = arena.allocate(8192);
      arena.close();
      for (int length : new int[] {1, 32, 200, 480, 481, 5000}) {
        for (int i = 0; i < 20; i++) {
          assertThrows(IllegalStateException.class, () -> sender.trySend(0, source, 0, length));
          assertEquals(0, link.poll(10).size(), "padding at most");
        }
        assertTrue(sender.trySend(0, LaneFixture.source(1, length), 0, length) >= 0);
        assertArrayEquals(LaneFixture.content(1, length), link.poll(2).getFirst());
      }
    }
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("after the end every way to send answers its status, also when memory is unmapped")
  void answersTheEnd() {
    Sender sender = link.out.openShared();
    Claim inSlot = new Claim();
    assertEquals(0, sender.tryClaim(1000, inSlot));
    Claim inline = new Claim();
    assertEquals(0, sender.tryClaim(10, inline));
    FrameBatch batch = sender.newBatch();
    assertTrue(batch.add(0, NOTHING, 0, 0));
    link.end(Status.PEER_DIED);
    MemorySegment source = LaneFixture.source(0, 1000);
    assertEquals(Status.PEER_DIED, inSlot.publish(0));
    link.memory.close();
    assertEquals(Status.PEER_DIED, inline.publish(0));
    assertEquals(Status.PEER_DIED, batch.publish(1));
    assertEquals(Status.PEER_DIED, sender.trySend(0, source, 0, 10));
    assertEquals(Status.PEER_DIED, sender.send(0, source, 0, 1000, Long.MAX_VALUE));
    assertEquals(Status.PEER_DIED, sender.tryClaim(10, new Claim()));
    assertRefused(ErrorCode.CONNECTION_CLOSED, link.out::openShared, "PEER_DIED");
    assertTrue(!inSlot.isOpen() && !inline.isOpen() && batch.isEmpty());
  }

  private static void inThread(Threads.Task task) throws Exception {
    Thread[] thread = {null};
    FutureTask<Void> future =
        Threads.start(() -> {
          thread[0] = Thread.currentThread();
          task.run();
        });
    Threads.join(future);
    thread[0].join();
  }
}
