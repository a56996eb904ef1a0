package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Senders that find no space: what they are told, and that whatever makes space wakes those who
 * sleep for it. Over anonymous memory they sleep by futex, over a file by parking.
 */
@ParameterizedClass
@EnumSource(MemoryKind.class)
@Timeout(60)
final class BackPressureTest {
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final MemorySegment NOTHING = MemorySegment.NULL;

  private final LaneFixture link;
  private final Sender sender;

  BackPressureTest(MemoryKind kind) {
    link = new LaneFixture(kind, LaneFixture.OPTIONS, 1 << 20, Waiting.park());
    sender = link.out.openShared();
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  @DisplayName("L5 a full ring is BACK_PRESSURED, counted, and over when the receiver was there")
  void aFullRingRefuses() {
    assertEquals(64, LaneFixture.fill(sender));
    assertEquals(1, link.sent.get(Counter.RING_FULL));
    FrameBatch batch = sender.newBatch();
    assertTrue(batch.add(0, NOTHING, 0, 0));
    assertEquals(Status.BACK_PRESSURED, batch.tryPublish());
    assertEquals(Status.BACK_PRESSURED, sender.trySend(0, LaneFixture.source(0, 5000), 0, 5000));
    assertEquals(3, link.sent.get(Counter.RING_FULL));
    assertEquals(64, link.poll(1000).size());
    assertTrue(link.poll(1).isEmpty());
    assertTrue(!batch.isEmpty() && batch.tryPublish() >= 0);
    assertEquals(1, link.poll(1).size());
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName(
      "L5 slots in use are NO_PAYLOAD_SLOT, counted; a returned slot is used again at once")
  void exhaustedSlotsRefuse() {
    List<Claim> claims = claimAllSlots();
    assertEquals(6, claims.size());
    assertEquals(Status.NO_PAYLOAD_SLOT, sender.trySend(0, LaneFixture.source(0, 600), 0, 600));
    assertEquals(2, link.sent.get(Counter.PAYLOAD_EXHAUSTED));
    assertTrue(sender.trySend(0, NOTHING, 0, 0) >= 0, "small frames need no slot");
    assertTrue(claims.removeLast().publish(0) >= 0);
    Claim next = new Claim();
    assertEquals(Status.NO_PAYLOAD_SLOT, sender.tryClaim(600, next), "not read yet");
    assertEquals(2, link.poll(2).size());
    assertEquals(0, sender.tryClaim(600, next));
    claims.add(next);
    claims.forEach(Claim::abort);
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("L5 L11 a ring full of what failed writes left behind is free after a poll or two")
  void paddingIsGivenBack() throws Exception {
    assertTrue(sender.trySend(0, NOTHING, 0, 0) >= 0);
    pollUntilEmpty();
    Arena arena = Arena.ofShared();
    MemorySegment gone = arena.allocate(64);
    arena.close();
    for (int i = 0; i < 64; i++) {
      assertThrows(IllegalStateException.class, () -> sender.trySend(0, gone, 0, 8));
    }
    assertEquals(Status.BACK_PRESSURED, sender.trySend(0, NOTHING, 0, 0));
    FutureTask<Void> waiting = startWaiting(() -> sender.send(0, NOTHING, 0, 0, FOR_EVER));
    awaitSleepers(1);
    pollUntilDone(List.of(waiting));
  }

  @Test
  void waitingCallsRunOutOfTime() {
    LaneFixture.fill(sender);
    FrameBatch batch = sender.newBatch();
    assertTrue(batch.add(0, NOTHING, 0, 0));
    assertEquals(Status.TIMED_OUT, sender.send(0, NOTHING, 0, 0, 0));
    assertTimesOutAsleep(() -> sender.send(0, NOTHING, 0, 0, 1_000_000));
    assertTimesOutAsleep(() -> batch.publish(1_000_000));
    claimAllSlots();
    assertTimesOutAsleep(() -> sender.claim(600, new Claim(), 1_000_000));
  }

  @Test
  @DisplayName("L11 S7 senders that sleep for cells are woken when the receiver has moved on")
  void releasedCellsWakeSenders() throws Exception {
    LaneFixture.fill(sender);
    List<FutureTask<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(startWaiting(() -> sender.send(0, NOTHING, 0, 0, FOR_EVER)));
    }
    awaitSleepers(4);
    pollUntilDone(waiting);
  }

  @Test
  @DisplayName("L11 R2 senders that sleep for slots are woken when the receiver has read one")
  void returnedSlotsWakeSenders() throws Exception {
    MemorySegment payload = LaneFixture.source(1, 600);
    for (int i = 0; i < 6; i++) {
      assertTrue(sender.trySend(0, payload, 0, 600) >= 0);
    }
    List<FutureTask<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(startWaiting(() -> sender.send(0, payload, 0, 600, FOR_EVER)));
    }
    awaitSleepers(4);
    pollUntilDone(waiting);
    pollUntilEmpty();
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("L11 R2 a sender that sleeps for a slot is woken when a retained payload is closed")
  void aClosedRetainedPayloadWakes() throws Exception {
    List<RetainedPayload> kept = retainAllSlots();
    FutureTask<Void> waiting = startWaiting(() -> sender.claim(600, new Claim(), FOR_EVER));
    awaitSleepers(1);
    kept.getFirst().close();
    Threads.join(waiting);
  }

  @Test
  @DisplayName(
      "L11 R2 a sender that sleeps for a slot is woken when another thread gives a claim up")
  void anAbortedClaimWakes() throws Exception {
    List<Claim> claims = claimAllSlots();
    FutureTask<Void> waiting = startWaiting(() -> sender.claim(600, new Claim(), FOR_EVER));
    awaitSleepers(1);
    claims.getFirst().abort();
    Threads.join(waiting);
  }

  @Test
  @DisplayName("L11 R2 slots that another thread harvests wake those who found them in between")
  void anotherThreadsHarvestWakes() throws Exception {
    List<RetainedPayload> kept = retainAllSlots();
    FutureTask<Void> waiting = startWaiting(() -> sender.claim(600, new Claim(), FOR_EVER));
    awaitSleepers(1);
    // Given back by a receiver that has not rung yet: as a sleeper sees it who looked while another
    // thread held the returned bits in its hands.
    for (int index = 0; index < 4; index++) {
      assertTrue(link.in.inbox().find(0, 0).giveBack(SlotReference.of(index, 1)));
    }
    assertTrue(link.out.pool().harvest() > 0);
    Threads.join(waiting);
  }

  @Test
  @DisplayName("S7 L4 when the lane ends, all who wait return its status")
  void theEndWakesAll() throws Exception {
    LaneFixture.fill(sender);
    claimAllSlots();
    Claim claim = new Claim();
    assertEquals(0, sender.tryClaim(10, claim));
    List<LongSupplier> waits =
        List.of(
            () -> sender.send(0, NOTHING, 0, 0, FOR_EVER),
            () -> sender.claim(600, new Claim(), FOR_EVER),
            () -> claim.publish(0, 10, FOR_EVER));
    List<FutureTask<Void>> waiting = new ArrayList<>();
    for (LongSupplier wait : waits) {
      waiting.add(Threads.start(() -> assertEquals(Status.PEER_DIED, wait.getAsLong())));
    }
    awaitSleepers(3);
    link.end(Status.PEER_DIED);
    for (FutureTask<Void> task : waiting) {
      Threads.join(task);
    }
  }

  /** Waits until it slept: a thread that gets no processor may run out of time before it does. */
  private void assertTimesOutAsleep(LongSupplier wait) {
    long parks = link.sent.get(Counter.SENDER_PARKS);
    while (link.sent.get(Counter.SENDER_PARKS) == parks) {
      assertEquals(Status.TIMED_OUT, wait.getAsLong());
    }
  }

  private List<Claim> claimAllSlots() {
    List<Claim> claims = new ArrayList<>();
    Claim claim = new Claim();
    while (sender.tryClaim(600, claim) == 0) {
      claims.add(claim);
      claim = new Claim();
    }
    return claims;
  }

  private static FutureTask<Void> startWaiting(LongSupplier wait) {
    return Threads.start(() -> {
      long status = wait.getAsLong();
      assertTrue(status >= 0, Status.name(status));
    });
  }

  /** Sends until the receiver keeps every slot. */
  private List<RetainedPayload> retainAllSlots() {
    List<RetainedPayload> kept = new ArrayList<>();
    MemorySegment payload = LaneFixture.source(1, 600);
    for (int i = 0; i < 6; i++) {
      assertTrue(sender.trySend(0, payload, 0, 600) >= 0);
      RetainedPayload holder = new RetainedPayload();
      kept.add(holder);
      assertEquals(1, link.in.poll(frame -> frame.retain(holder), 1, 0));
    }
    pollUntilEmpty();
    return kept;
  }

  private void awaitSleepers(int count) {
    Facts.await("so many sleepers", () -> link.sent.get(Counter.SENDER_PARKS) >= count);
  }

  private void pollUntilDone(List<FutureTask<Void>> tasks) throws Exception {
    Facts.await(
        "all waits over",
        () -> {
          link.poll(3);
          return tasks.stream().allMatch(FutureTask::isDone);
        });
    for (FutureTask<Void> task : tasks) {
      Threads.join(task);
    }
  }

  private void pollUntilEmpty() {
    Facts.await("nothing left", () -> link.poll(100).isEmpty());
  }
}
