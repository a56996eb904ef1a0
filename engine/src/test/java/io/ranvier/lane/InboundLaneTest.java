package io.ranvier.lane;

import static io.ranvier.lane.LaneFixture.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler may do, and what becomes of frames when it does what it may not. */
@Timeout(60)
final class InboundLaneTest {
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
  @DisplayName("a poll looks again after the last frame, and not once it is at rest")
  void looksAgainAfterTheLastFrame() throws InterruptedException {
    send(1, 32);
    assertEquals(1, link.in.poll(_ -> {}, 10, 0));
    Thread other = Thread.ofPlatform().start(() -> send(2, 32));
    assertEquals(1, link.in.poll(_ -> {}, 10, Integer.MAX_VALUE));
    other.join();
    assertEquals(0, link.in.poll(_ -> {}, 10, 0));
    assertEquals(2, link.received.get(Counter.FRAMES_RECEIVED), "counted at rest");
    assertEquals(0, link.in.poll(_ -> {}, 10, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 200, 2000})
  @DisplayName("a handler that throws consumes its frame, and later frames arrive")
  void aThrowingHandlerConsumesItsFrame(int length) {
    for (int i = 0; i < 6; i++) {
      send(i, length);
    }
    List<Integer> seen = new ArrayList<>();
    FrameHandler fussy =
        frame -> {
          seen.add(frame.method());
          if (frame.method() % 2 == 0) {
            throw new IllegalStateException("frame " + frame.method());
          }
        };
    for (int i = 0; i < 3; i++) {
      assertThrows(IllegalStateException.class, () -> link.in.poll(fussy, 10, 0));
    }
    assertEquals(1, link.in.poll(fussy, 10, 0));
    assertEquals(List.of(0, 1, 2, 3, 4, 5), seen);
    assertEquals(0, link.in.poll(fussy, 10, 0));
    assertEquals(3, link.received.get(Counter.HANDLER_FAILURES));
    assertEquals(6, link.received.get(Counter.FRAMES_RECEIVED));
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("a frame and its payload are dead when the handler has returned, or thrown")
  void framesAreDeadAfterTheHandler() {
    for (int length : new int[] {10, 5000}) {
      Frame[] kept = {null};
      for (boolean throwing : new boolean[] {false, true}) {
        send(1, length);
        FrameHandler handler =
            frame -> {
              kept[0] = frame;
              assertTrue(frame.payload().isLive());
              if (throwing) {
                throw new IllegalArgumentException();
              }
            };
        if (throwing) {
          assertThrows(IllegalArgumentException.class, () -> link.in.poll(handler, 1, 0));
        } else {
          assertEquals(1, link.in.poll(handler, 1, 0));
        }
        assertFalse(kept[0].payload().isLive());
        assertRefused(ErrorCode.WRONG_STATE, () -> kept[0].payload().getByte(0));
        assertRefused(ErrorCode.WRONG_STATE, () -> kept[0].retain(new RetainedPayload()));
      }
    }
    link.assertNothingIsHeld();
  }

  @Test
  @DisplayName("polling inside a handler is refused, and the poll around it goes on")
  void refusesToPollInsideAHandler() {
    send(1, 0);
    send(2, 0);
    List<ErrorCode> refusals = new ArrayList<>();
    int handled =
        link.in.poll(
            _ -> {
              try {
                int ignored = link.in.poll(_ -> {}, 1, 0);
              } catch (RanvierException e) {
                refusals.add(e.code());
              }
            },
            10,
            0);
    assertEquals(2, handled);
    assertEquals(List.of(ErrorCode.WRONG_STATE, ErrorCode.WRONG_STATE), refusals);
  }

  @Test
  void handlesNoMoreThanTheLimit() {
    for (int i = 0; i < 10; i++) {
      send(i, 40);
    }
    assertEquals(0, link.in.poll(_ -> {}, 0, 0));
    assertEquals(3, link.poll(3).size());
    assertEquals(7, link.poll(Integer.MAX_VALUE).size());
  }

  @Test
  @DisplayName("no ring is starved by a small limit, however busy the others are")
  void takesRingsInTurn() {
    Sender[] senders = {sender, link.out.openExclusive(), link.out.openExclusive()};
    int[] seen = new int[senders.length];
    for (int i = 0; i < senders.length; i++) {
      for (int j = 0; j < 60; j++) {
        assertTrue(senders[i].trySend(i, MemorySegment.NULL, 0, 0) >= 0);
      }
    }
    for (int i = 0; i < 90; i++) {
      assertEquals(1, link.in.poll(frame -> seen[frame.method()]++, 1, 0));
    }
    for (int count : seen) {
      assertTrue(count >= 20, "frames of one of three rings in 90: " + count);
    }
  }

  @Test
  @DisplayName("L4 L7 what was committed before the end is delivered, then the status stays")
  void drainsBeforeItEnds() {
    for (int i = 0; i < 5; i++) {
      send(i, 5000 * (i % 2));
    }
    Sender late = link.out.openExclusive();
    assertTrue(late.trySend(9, MemorySegment.NULL, 0, 0) >= 0);
    link.inboundEnd.finish(Status.PEER_DIED);
    assertTrue(link.in.isReady());
    int handled = 0;
    int polled;
    do {
      polled = link.in.poll(_ -> {}, 2, 0);
      handled += Math.max(polled, 0);
    } while (polled > 0);
    assertEquals(6, handled);
    assertEquals(Status.PEER_DIED, polled);
    link.inboundEnd.finish(Status.CLOSED);
    link.inboundEnd.stop(Status.CLOSED);
    assertEquals(Status.PEER_DIED, link.in.poll(_ -> {}, 2, 0), "sticky");
  }

  @Test
  void whatWasStoppedDeliversNothingMore() {
    send(1, 10);
    link.inboundEnd.stop(Status.CLOSED);
    assertEquals(Status.CLOSED, link.in.poll(_ -> {}, 1, 0));
    assertTrue(link.in.isReady(), "waiting is vain");
  }

  @Test
  @DisplayName("a region that is unmapped under its poller ends the lane instead of throwing")
  void endsWithItsMemory() {
    send(1, 10);
    send(2, 10);
    int handled =
        link.in.poll(
            _ -> {
              link.end(Status.CLOSED);
              link.memory.close();
            },
            1,
            0);
    assertTrue(handled == 1 || handled == Status.CLOSED, "handled " + handled);
    assertEquals(Status.CLOSED, link.in.poll(_ -> {}, 1, 0));
    assertTrue(link.in.isReady());
  }
}
