package io.ranvier.lane;

import static io.ranvier.lane.LaneFixture.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Payloads that are kept beyond their handler's call. */
@Timeout(60)
final class RetainedPayloadTest {
  private final LaneFixture link = LaneFixture.small();
  private final Sender sender = link.out.openShared();

  @AfterEach
  void close() {
    link.close();
  }

  private void send(int number, int length) {
    assertTrue(sender.trySend(number, LaneFixture.source(number, length), 0, length) >= 0);
  }

  @Test
  @DisplayName("a retained payload stays as it was until it is closed, wherever it lay")
  void retainsPayloads() {
    RetainedPayload[] kept = {
      new RetainedPayload(), new RetainedPayload(), new RetainedPayload(), new RetainedPayload()
    };
    int[] lengths = {0, 20, 400, 5000};
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < kept.length; i++) {
        RetainedPayload holder = kept[i];
        send(round, lengths[i]);
        assertEquals(1, link.in.poll(frame -> frame.retain(holder), 1, 0));
      }
      for (int i = 0; i < 100; i++) {
        send(77, i * 4);
        assertEquals(1, link.poll(1).size());
      }
      for (int i = 0; i < kept.length; i++) {
        assertTrue(kept[i].isHolding());
        assertArrayEquals(
            LaneFixture.content(round, lengths[i]), LaneFixture.bytes(kept[i].payload()));
        kept[i].close();
        kept[i].close();
        assertFalse(kept[i].isHolding() || kept[i].payload().isLive());
      }
      link.assertNothingIsHeld();
    }
  }

  @Test
  @DisplayName("R5 a frame is retained once, by a free holder; a refusal leaks no slot")
  void retainsOnce() {
    for (int length : new int[] {10, 5000}) {
      RetainedPayload holder = new RetainedPayload();
      RetainedPayload other = new RetainedPayload();
      send(1, length);
      send(2, length);
      FrameHandler greedy =
          frame -> {
            frame.retain(holder);
            frame.retain(other);
          };
      assertRefused(ErrorCode.WRONG_STATE, () -> link.in.poll(greedy, 1, 0), "retained=true");
      assertFalse(other.isHolding());
      assertRefused(ErrorCode.WRONG_STATE, () -> link.in.poll(greedy, 1, 0), "holder=in use");
      assertArrayEquals(LaneFixture.content(1, length), LaneFixture.bytes(holder.payload()));
      holder.close();
      link.assertNothingIsHeld();
    }
  }

  @Test
  void aHandlerThatRetainsAndThrowsKeepsThePayload() {
    RetainedPayload holder = new RetainedPayload();
    send(4, 5000);
    assertThrows(
        IllegalStateException.class,
        () ->
            link.in.poll(
                frame -> {
                  frame.retain(holder);
                  throw new IllegalStateException();
                },
                1,
                0));
    assertArrayEquals(LaneFixture.content(4, 5000), LaneFixture.bytes(holder.payload()));
    holder.close();
    link.assertNothingIsHeld();
  }

  @Test
  void aRetainedPayloadOutlivesTheLane() {
    RetainedPayload holder = new RetainedPayload();
    send(4, 5000);
    assertEquals(1, link.in.poll(frame -> frame.retain(holder), 1, 0));
    link.end(Status.CLOSED);
    link.memory.close();
    assertThrows(IllegalStateException.class, () -> holder.payload().getByte(0));
    holder.close();
    assertFalse(holder.isHolding());
  }
}
