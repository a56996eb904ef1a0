package io.ranvier.lane;

import static io.ranvier.lane.LaneFixture.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.ring.RingLayout;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.MemoryKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state of a claim with everything that can be done in it, inline and in a slot. */
@ParameterizedClass
@ValueSource(ints = {0, 100, LaneFixture.INLINE, 1000, LaneFixture.LARGE_SLOT})
@Timeout(60)
final class ClaimTest {
  private final LaneFixture link = LaneFixture.small();
  private final Sender sender = link.out.openShared();
  private final Claim claim = new Claim();
  private final int length;

  ClaimTest(int length) {
    this.length = length;
  }

  @AfterEach
  void nothingIsLeftOver() {
    link.poll(100);
    link.assertNothingIsHeld();
    link.close();
  }

  @Test
  void anIdleClaimHasNothingToPublish() {
    assertFalse(claim.isOpen());
    assertRefused(ErrorCode.WRONG_STATE, () -> claim.publish(0), "claim=idle");
    assertRefused(ErrorCode.WRONG_STATE, () -> claim.publish(0, 0), "claim=idle");
    assertRefused(ErrorCode.WRONG_STATE, () -> claim.publish(0, 0, 1), "claim=idle");
    assertRefused(ErrorCode.WRONG_STATE, () -> claim.buffer().putByte(0, (byte) 0));
    claim.abort();
    claim.close();
  }

  @Test
  void anOpenClaimCannotBeClaimedAgain() {
    assertEquals(0, sender.tryClaim(length, claim));
    Sender other = link.out.openExclusive();
    assertRefused(ErrorCode.WRONG_STATE, () -> sender.tryClaim(1, claim), "claim=open");
    assertRefused(ErrorCode.WRONG_STATE, () -> other.tryClaim(5000, claim), "claim=open");
    assertTrue(claim.isOpen());
    assertEquals(length, claim.buffer().capacity());
    claim.abort();
  }

  @Test
  @DisplayName("R8 no more can be published than was claimed; the claim stays open")
  void publishesNoMoreThanWasClaimed() {
    assertEquals(0, sender.tryClaim(length, claim));
    String limit = "claimedBytes=" + length;
    assertRefused(ErrorCode.INVALID_ARGUMENT, () -> claim.publish(0, length + 1), limit);
    assertRefused(ErrorCode.INVALID_ARGUMENT, () -> claim.publish(0, -1), limit);
    assertRefused(ErrorCode.INVALID_ARGUMENT, () -> claim.publish(0, Integer.MAX_VALUE, 1), limit);
    assertTrue(claim.isOpen());
    assertTrue(claim.publish(0) >= 0);
  }

  @Test
  @DisplayName("R5 an aborted claim sends nothing and frees its slot, once")
  void abortsOnce() {
    try (claim) {
      for (int i = 0; i < 20; i++) {
        assertEquals(0, sender.tryClaim(length, claim));
        claim.abort();
        claim.abort();
        assertFalse(claim.isOpen());
        assertRefused(ErrorCode.WRONG_STATE, () -> claim.publish(0));
      }
      assertEquals(0, link.poll(1).size());
      assertEquals(0, sender.tryClaim(length, claim));
    }
    assertFalse(claim.isOpen(), "closed with the block");
  }

  @Test
  void theViewDiesWithTheClaim() {
    assertEquals(0, sender.tryClaim(length, claim));
    assertTrue(claim.publish(0) >= 0);
    assertFalse(claim.buffer().isLive());
    assertRefused(ErrorCode.WRONG_STATE, () -> claim.publish(0));
    assertRefused(ErrorCode.WRONG_STATE, () -> claim.buffer().putByte(0, (byte) 0));
  }

  @Test
  @DisplayName("L5 on back pressure a claim stays open with its bytes, to be published again")
  void staysOpenOnBackPressure() {
    Sender filler = link.out.openShared();
    assertEquals(0, sender.tryClaim(length, claim));
    claim.buffer().putBytes(0, LaneFixture.content(7, length));
    int frames = LaneFixture.fill(filler);
    for (int i = 0; i < 5; i++) {
      assertEquals(Status.BACK_PRESSURED, claim.publish(3));
      assertTrue(claim.isOpen());
    }
    assertEquals(frames, link.poll(100).size());
    assertTrue(link.poll(100).isEmpty());
    assertTrue(claim.publish(3) >= 0);
    assertArrayEquals(LaneFixture.content(7, length), link.poll(100).getFirst());
  }

  @Test
  @DisplayName("R5 a claim that runs out of time is aborted")
  void timesOut() {
    LaneFixture.fill(sender);
    assertEquals(0, sender.tryClaim(length, claim));
    assertEquals(Status.TIMED_OUT, claim.publish(0, length, 1_000_000));
    assertFalse(claim.isOpen());
  }

  @Test
  @DisplayName("R5 a final status aborts the claim")
  void aFinalStatusAborts() {
    assertEquals(0, sender.tryClaim(length, claim));
    link.end(Status.CLOSED);
    assertEquals(Status.CLOSED, claim.publish(0));
    assertFalse(claim.isOpen());
    assertEquals(Status.CLOSED, sender.tryClaim(length, claim));
    assertFalse(claim.isOpen());
  }

  @Test
  @DisplayName("a claim can serve senders of connections with smaller and larger cells in turn")
  void servesOneSenderAfterAnother() {
    LaneOptions large = LaneFixture.OPTIONS.withRingCells(1024);
    try (LaneFixture other =
        new LaneFixture(MemoryKind.MAPPED_FILE, large, 1 << 20, Waiting.park())) {
      Sender[] senders = {sender, other.out.openExclusive()};
      LaneFixture[] links = {link, other};
      assertEquals(992, RingLayout.maxInlineBytes(1024));
      for (int round = 0; round < 6; round++) {
        int size = round < 3 ? length : Math.min(992, LaneFixture.INLINE + 100 * round);
        int side = round & 1;
        assertEquals(0, senders[side].tryClaim(size, claim));
        claim.buffer().putBytes(0, LaneFixture.content(round, size));
        assertTrue(claim.publish(round) >= 0);
        assertArrayEquals(LaneFixture.content(round, size), links[side].poll(1).getFirst());
      }
      other.assertNothingIsHeld();
    }
  }
}
