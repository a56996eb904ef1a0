package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.channel.Tx;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.lane.Status;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items that lie in payload slots of their channel's own, and items written in place. */
@Timeout(60)
class ChannelItemsTest {
  private static final int BUDGET = 1 << 20;
  private static final int ITEM = 200_000;

  /** An extent of two slots of 262,144 bytes, one of one such slot, one of what is just enough. */
  private static final int ITEMS_OF_BUDGET = 4;

  private static final ConnectionOptions SMALL =
      ChannelPair.options(ChannelOptions.defaults().withPayloadBytes(BUDGET));

  private final MemorySegment source = Arena.ofAuto().allocate(4 << 20, 8);

  // verifies S1, R8
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 480, 481, 4_096, 65_536, 1_000_000, 3_000_000})
  @DisplayName("items of all sizes arrive whole, copied or written in place, either way")
  void carriesItemsOfAllSizes(int length) throws Exception {
    try (ChannelPair pair = new ChannelPair()) {
      for (Ends ends : List.of(pair.feed(4), pair.orders(4))) {
        for (int round = 0; round < 20; round++) {
          send(ends.tx(), length, round);
          int seed = round;
          assertEquals(
              1, ends.rx().receive(item -> Pattern.check(item, length, seed), 9, Pair.LONG_NS));
        }
        ends.close();
      }
      pair.assertNothingIsOpen();
    }
  }

  private void send(Tx tx, int length, int round) {
    if (round % 2 == 0) {
      Pattern.fill(source.asSlice(0, length), length, round);
      assertEquals(round, tx.send(source, 0, length, Pair.LONG_NS));
    } else {
      assertEquals(0, Math.min(tx.claim(length, Pair.LONG_NS), 0));
      SegmentBuffer item = tx.item();
      assertEquals(length, item.capacity());
      Pattern.fill(item.segment().asSlice(item.segmentOffset(), length), length, round);
      assertEquals(round, tx.publish());
    }
  }

  // verifies S6
  @Test
  @DisplayName("items that have eaten a channel's memory delay no call and no other channel")
  void eatsOnlyItsOwnMemory() throws Exception {
    try (ChannelPair pair = new ChannelPair(SMALL)) {
      Ends slow = pair.orders(1_000);
      fill(slow.tx());
      Ends other = pair.orders(1_000);
      for (int round = 0; round < 50; round++) {
        send(other.tx(), ITEM, round);
        int seed = round;
        assertEquals(
            1, other.rx().receive(item -> Pattern.check(item, ITEM, seed), 9, Pair.LONG_NS));
        callWithLargeRequest(pair);
      }
      assertEquals(Status.NO_PAYLOAD_SLOT, slow.tx().trySend(source, 0, ITEM));
      assertTrue(slow.tx().credit() > 0);
      for (int i = 0; i < ITEMS_OF_BUDGET; i++) {
        assertEquals(1, slow.rx().poll(item -> assertEquals(ITEM, item.capacity()), 1));
      }
      assertTrue(slow.tx().send(source, 0, ITEM, Pair.LONG_NS) >= 0);
    }
  }

  // verifies S5, S6
  @Test
  @DisplayName("small items that have used up a channel's memory make room for large ones")
  void makesRoomForLargerItems() throws Exception {
    try (ChannelPair pair = new ChannelPair(SMALL)) {
      Ends ends = pair.orders(1_000);
      int round = 0;
      for (int length = 1_000; length <= ends.tx().maxItemBytes() / 2; length *= 2) {
        for (int i = 0; i < 2; i++, round++) {
          send(ends.tx(), length, round);
          int expected = length;
          int seed = round;
          assertEquals(
              1, ends.rx().receive(item -> Pattern.check(item, expected, seed), 1, Pair.LONG_NS));
        }
      }
    }
  }

  // verifies S5, S6
  @Test
  @DisplayName("a large item waits while unread small ones have the channel's memory")
  void waitsForRoomForLargerItems() throws Exception {
    try (ChannelPair pair = new ChannelPair(SMALL)) {
      Ends ends = pair.orders(1_000);
      List<Integer> sizes = List.of(1_000, 5_000);
      for (int length : sizes) {
        assertTrue(ends.tx().send(source, 0, length, Pair.LONG_NS) >= 0);
      }
      assertEquals(Status.NO_PAYLOAD_SLOT, ends.tx().trySend(source, 0, BUDGET / 2));
      FutureTask<Integer> receiver =
          Threads.compute(() -> {
            int taken = 0;
            while (taken <= sizes.size()) {
              taken += ends.rx().receive(_ -> {}, 1, Pair.LONG_NS);
            }
            ends.rx().close();
            return taken;
          });
      assertTrue(ends.tx().send(source, 0, BUDGET / 2, Pair.LONG_NS) >= 0);
      assertEquals(sizes.size() + 1, receiver.get(20, TimeUnit.SECONDS));
      ends.tx().close();
    }
  }

  private static void callWithLargeRequest(ChannelPair pair) {
    try (Call call =
        pair.client
            .sharedCaller()
            .call(ChannelPair.SERVICE, ChannelPair.LEAVE, ITEM, Pair.LONG_NS)) {
      call.send();
      assertEquals(ITEM, call.awaitNs(Pair.LONG_NS).payload().capacity());
    }
  }

  /** Uses up the channel's memory. */
  private void fill(Tx tx) {
    for (int i = 0; i < ITEMS_OF_BUDGET; i++) {
      assertEquals(i, tx.send(source, 0, ITEM, Pair.LONG_NS));
    }
    assertEquals(Status.NO_PAYLOAD_SLOT, tx.trySend(source, 0, ITEM));
  }

  // verifies S4
  @Test
  @DisplayName("items in slots that a reset leaves unread give their memory back")
  void takesBackWhatWasNeverRead() throws Exception {
    ConnectionOptions options = SMALL.withExtentIdleNs(1);
    try (ChannelPair pair = new ChannelPair(options)) {
      for (int round = 0; round < 3; round++) {
        Ends ends = pair.orders(1_000);
        fill(ends.tx());
        assertEquals(1, ends.rx().poll(item -> {}, 1));
        ends.rx().reset();
        assertEquals(Status.RESET, ends.tx().trySend(source, 0, ITEM));
        ends.tx().close();
        Pair.await("extents gone", () -> pair.pair.connectionFiles().size() == 1);
      }
    }
  }

  // verifies S4
  @Test
  @DisplayName("an item claimed before a reset is published for nobody; the next send is told")
  void publishesWhatWasClaimedBeforeAReset() throws Exception {
    try (ChannelPair pair = new ChannelPair(SMALL.withExtentIdleNs(1))) {
      Ends ends = pair.orders(10);
      assertEquals(0, ends.tx().claim(ITEM, Pair.LONG_NS));
      ends.rx().reset();
      assertEquals(0, ends.tx().publish());
      assertEquals(Status.RESET, ends.tx().tryClaim(8));
      ends.tx().close();
      Pair.await("extents gone", () -> pair.pair.connectionFiles().size() == 1);
      pair.assertNothingIsOpen();
    }
  }

  // verifies S4, L9
  @Test
  @DisplayName("a handler that resets keeps the item that it reads until it has returned")
  void resetsFromTheHandler() throws Exception {
    try (ChannelPair pair = new ChannelPair()) {
      Ends ends = pair.feed(10);
      send(ends.tx(), ITEM, 0);
      send(ends.tx(), ITEM, 1);
      int handled =
          ends.rx()
              .poll(
                  item -> {
                    ends.rx().reset();
                    assertTrue(ends.tx().trySend(source, 0, 8) >= 0, "not told yet");
                    Pattern.check(item, ITEM, 0);
                  },
                  10);
      assertEquals(1, handled);
      assertEquals(Status.RESET, ends.tx().trySend(source, 0, 8));
      assertEquals(Status.RESET, ChannelPair.status(ends.rx()));
      ends.tx().close();
      pair.assertNothingIsOpen();
    }
  }

  // verifies R8
  @Test
  @DisplayName("misuse and what is too large are told with their figures")
  void refusesMisuse() throws Exception {
    try (ChannelPair pair = new ChannelPair(SMALL)) {
      Ends ends = pair.feed(10);
      Tx tx = ends.tx();
      assertEquals(BUDGET, tx.maxItemBytes());
      refused(
          ErrorCode.PAYLOAD_TOO_LARGE,
          () -> tx.trySend(source, 0, BUDGET + 1),
          "1048577",
          "1048576");
      refused(ErrorCode.LIMIT_EXCEEDED, () -> tx.trySend(source, 0, BUDGET), "budgetBytes=1048576");
      refused(ErrorCode.INVALID_ARGUMENT, () -> tx.trySend(source, 0, -1), "-1");
      refused(ErrorCode.INVALID_ARGUMENT, () -> tx.tryClaim(-1), "-1");
      refused(ErrorCode.WRONG_STATE, tx::publish, "nothing is claimed");
      assertEquals(0, tx.tryClaim(8));
      refused(ErrorCode.WRONG_STATE, () -> tx.trySend(source, 0, 8), "one is claimed");
      refused(ErrorCode.WRONG_STATE, () -> tx.tryClaim(8), "one is claimed");
      tx.abort();
      tx.abort();
      refused(ErrorCode.INVALID_ARGUMENT, () -> ends.rx().grant(0), "items=0");
      refused(
          ErrorCode.LIMIT_EXCEEDED, () -> ends.rx().grant(Integer.MAX_VALUE), "2147483647", "=10");
      refused(
          ErrorCode.INVALID_ARGUMENT, () -> pair.client.sharedCaller().newCall().openRx(-1), "-1");
      refused(
          ErrorCode.WRONG_STATE,
          () -> ends.rx().poll(item -> ends.rx().poll(nested -> {}, 1), sendOne(tx)),
          "must not poll");
      ends.close();
      refused(ErrorCode.WRONG_STATE, () -> tx.trySend(source, 0, 8), "closed");
      refused(ErrorCode.WRONG_STATE, () -> ends.rx().poll(item -> {}, 1), "closed");
    }
  }

  // verifies C8
  @Test
  @DisplayName("more channels than the options say, or than a call takes, are refused")
  void refusesMoreChannels() throws Exception {
    try (ChannelPair pair = new ChannelPair();
        Call call = pair.client.sharedCaller().newCall()) {
      for (int i = 0; i < 4; i++) {
        assertEquals(7, call.openRx(7).poll(item -> {}, 1) + 7);
      }
      refused(ErrorCode.LIMIT_EXCEEDED, () -> call.openRx(7), "channels=8");
      assertEquals(0, call.openTx(7).tryClaim(1));
    }
  }

  private int sendOne(Tx tx) {
    assertTrue(tx.trySend(source, 0, 8) >= 0);
    return 1;
  }

  private static void refused(ErrorCode code, Runnable action, String... words) {
    RanvierException refused = assertThrows(RanvierException.class, action::run);
    assertEquals(code, refused.code(), refused.getMessage());
    for (String word : words) {
      assertTrue(refused.getMessage().contains(word), word + " in: " + refused.getMessage());
    }
  }
}
