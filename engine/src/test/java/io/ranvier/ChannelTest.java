package io.ranvier;

import static io.ranvier.ChannelPair.poll;
import static io.ranvier.ChannelPair.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.call.Call;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.counter.Counter;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.metadata.Metadata;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChannelTest {
  private static final MemorySegment NOTHING = MemorySegment.NULL;
  private static final Metadata WHY = Metadata.empty().with("why", "market closed");

  private ChannelPair pair;

  @BeforeEach
  void open() throws Exception {
    pair = new ChannelPair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  // verifies S1
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("a channel outlives its call and keeps order, whoever sends")
  void keepsOrderAfterItsCall(boolean feed) throws Exception {
    Ends ends = feed ? pair.feed(64) : pair.orders(64);
    for (long first = 0; first < 100_000; first += 50) {
      for (long number = first; number < first + 50; number++) {
        assertEquals(number, pair.trySend(ends.tx(), number));
      }
      assertEquals(LongStream.range(first, first + 50).boxed().toList(), poll(ends.rx(), 100));
    }
    ends.tx().close();
    assertEquals(Status.END, status(ends.rx()));
    assertEquals(Status.END, status(ends.rx()));
    pair.assertNothingIsOpen();
  }

  // verifies S1
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 95, 96, 97, 480})
  @DisplayName("items of all sizes that a ring takes arrive whole")
  void carriesItemsOfManySizes(int length) throws Exception {
    Ends ends = pair.feed(16);
    MemorySegment item = Arena.ofAuto().allocate(Math.max(length, 1), 8);
    for (int round = 0; round < 100; round++) {
      Pattern.fill(item.asSlice(0, length), length, round);
      assertEquals(round, ends.tx().send(item, 0, length, Pair.LONG_NS));
      int seed = round;
      assertEquals(1, ends.rx().receive(one -> Pattern.check(one, length, seed), 1, Pair.LONG_NS));
    }
  }

  // verifies S4, D19
  @Test
  @DisplayName("an end behind a full ring arrives after all items, with what it carries")
  void endsBehindAFullRing() throws Exception {
    Ends ends = pair.feed(1_000);
    int sent = 0;
    while (pair.trySend(ends.tx(), sent) >= 0) {
      sent++;
    }
    assertEquals(Status.BACK_PRESSURED, pair.trySend(ends.tx(), sent));
    ends.tx().close(WHY);
    assertEquals(sent, poll(ends.rx(), 1_000).size());
    assertEquals(Status.END, status(ends.rx()));
    assertEquals(WHY, ends.rx().endMetadata());
    pair.assertNothingIsOpen();
  }

  // verifies S4, D9
  @ParameterizedTest
  @ValueSource(ints = {0, 1_000})
  @DisplayName("a reset wakes a sender that waits for credit or for room, and its sends say so")
  void resetStopsTheSender(int window) throws Exception {
    Ends ends = pair.orders(window);
    FutureTask<Long> sender =
        Threads.compute(() -> {
          long status = 0;
          while (status >= 0) {
            status = ends.tx().send(NOTHING, 0, 0, Pair.LONG_NS);
          }
          assertEquals(Status.RESET, ends.tx().trySend(NOTHING, 0, 0));
          Metadata why = ends.tx().resetMetadata();
          ends.tx().close();
          assertEquals(WHY, why);
          return status;
        });
    Pair.await("the sender asleep", () -> pair.client.counters().get(Counter.SENDER_PARKS) > 0);
    ends.rx().reset(WHY);
    assertEquals(Status.RESET, sender.get(20, TimeUnit.SECONDS));
    assertEquals(Status.RESET, status(ends.rx()));
    pair.assertNothingIsOpen();
  }

  // verifies S4
  @Test
  @DisplayName("channels that no handler takes are dropped: senders close, receivers reset")
  void dropsWhatNobodyTakes() throws Exception {
    try (Call call = pair.client.sharedCaller().newCall()) {
      Rx rx = call.openRx(8);
      Tx tx = call.openTx(8);
      ChannelPair.perform(call, ChannelPair.LEAVE);
      Pair.await("the end", () -> status(rx) == Status.END);
      Pair.await("the reset", () -> pair.trySend(tx, 1) == Status.RESET);
      tx.close();
    }
    pair.assertNothingIsOpen();
  }

  // verifies S4, C3
  @Test
  @DisplayName("channels of a call that is refused are dropped, too")
  void dropsWhatComesWithARefusedCall() throws Exception {
    try (Call call = pair.client.sharedCaller().newCall()) {
      Rx rx = call.openRx(8);
      Tx tx = call.openTx(8);
      call.open(ChannelPair.SERVICE, 99, 0);
      call.send();
      var ignored = assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
      Pair.await("the end", () -> status(rx) == Status.END);
      Pair.await("the reset", () -> pair.trySend(tx, 1) == Status.RESET);
      tx.close();
    }
    pair.assertNothingIsOpen();
  }

  // verifies S4
  @Test
  @DisplayName("channels of a call that is never sent are over, and their memory is free")
  void forgetsWhatWasNeverSent() throws Exception {
    for (int round = 0; round < 100; round++) {
      Call call = pair.client.sharedCaller().newCall();
      Rx rx = call.openRx(8);
      Tx tx = call.openTx(8);
      if (round % 2 == 0) {
        call.open(ChannelPair.SERVICE, ChannelPair.TAKE, 0);
      }
      call.close();
      assertEquals(
          ErrorCode.WRONG_STATE,
          assertThrows(RanvierException.class, () -> pair.trySend(tx, 1)).code());
      rx.close();
    }
    pair.assertNothingIsOpen();
  }

  // verifies S5, D7, D8
  @Test
  @DisplayName("items sent before the receiver knows of the channel wait in the channel's memory")
  void keepsEarlyItems() throws Exception {
    try (Call call = pair.client.sharedCaller().newCall()) {
      Tx tx = call.openTx(40);
      for (int i = 0; i < 40; i++) {
        assertEquals(i, pair.trySend(tx, i));
      }
      assertEquals(Status.NO_CREDIT, pair.trySend(tx, 40));
      ChannelPair.perform(call, ChannelPair.TAKE);
      assertEquals(LongStream.range(0, 40).boxed().toList(), poll((Rx) pair.next(), 1_000));
      tx.close();
    }
  }

  // verifies S6
  @Test
  @DisplayName("a channel whose receiver is slow delays no other channel and no call")
  void delaysNobodyElse() throws Exception {
    Ends slow = pair.feed(1_000);
    int sent = 0;
    while (pair.trySend(slow.tx(), sent) >= 0) {
      sent++;
    }
    Ends other = pair.feed(8);
    for (int i = 0; i < 1_000; i++) {
      assertEquals(i, pair.trySend(other.tx(), i));
      assertEquals(List.of((long) i), poll(other.rx(), 10));
      try (Call call = pair.client.sharedCaller().newCall()) {
        ChannelPair.perform(call, ChannelPair.LEAVE);
      }
    }
    assertEquals(Status.BACK_PRESSURED, pair.trySend(slow.tx(), sent));
    assertEquals(LongStream.range(0, sent).boxed().toList(), poll(slow.rx(), 1_000));
  }

  // verifies S7, D9
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("the end of the connection wakes sender and receiver with the reason")
  void endsWithTheConnection(boolean byPeer) throws Exception {
    Ends down = pair.feed(0);
    Ends up = pair.orders(0);
    FutureTask<Long> sender = Threads.compute(() -> up.tx().send(NOTHING, 0, 0, Pair.LONG_NS));
    FutureTask<Integer> receiver =
        Threads.compute(() -> down.rx().receive(item -> {}, 1, Pair.LONG_NS));
    (byPeer ? pair.server : pair.client).close();
    assertEquals(Status.CLOSED, sender.get(20, TimeUnit.SECONDS));
    assertEquals((int) Status.CLOSED, receiver.get(20, TimeUnit.SECONDS));
    Pair.await("the news of the end", () -> up.rx().poll(item -> {}, 1) == Status.CLOSED);
    // Senders are told a moment after receivers; without credit nothing is sent before.
    Pair.await("it for senders", () -> down.tx().trySend(NOTHING, 0, 0) == Status.CLOSED);
    // Giving them up is no error then.
    down.tx().close();
    up.rx().close();
  }

  // verifies S7
  @Test
  @DisplayName("what was sent before the peer closed the connection is still taken")
  void deliversWhatWasSentBeforeTheEnd() throws Exception {
    Ends feed = pair.feed(40);
    for (int i = 0; i < 40; i++) {
      assertEquals(i, pair.trySend(feed.tx(), i));
    }
    pair.server.close();
    Pair.await("the end", () -> pair.client.end().isPresent());
    assertEquals(LongStream.range(0, 40).boxed().toList(), poll(feed.rx(), 100));
    // Told a moment after the end.
    Pair.await("closed", () -> status(feed.rx()) == Status.CLOSED);
    assertTrue(feed.rx().endMetadata().isEmpty());
  }

  // verifies S1, S4
  @Test
  @DisplayName("a block carries one channel after the other, and none sees another's items")
  void usesBlocksAgain() throws Exception {
    for (int round = 0; round < 500; round++) {
      try (Ends ends = round % 2 == 0 ? pair.feed(50) : pair.orders(50)) {
        int items = round % 50;
        for (int i = 0; i < items; i++) {
          assertEquals(i, pair.trySend(ends.tx(), round * 1_000L + i));
        }
        int taken = round % 3 == 0 ? items : items / 2;
        long first = round * 1_000L;
        assertEquals(
            LongStream.range(first, first + taken).boxed().toList(), poll(ends.rx(), taken));
      }
    }
    pair.assertNothingIsOpen();
  }
}
