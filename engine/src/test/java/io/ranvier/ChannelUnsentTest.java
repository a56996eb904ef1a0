package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.counter.Counter;
import io.ranvier.lane.Status;
import io.ranvier.memory.Janitor;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels of calls that are closed without having been sent: the peer never learns of them. */
@Timeout(60)
class ChannelUnsentTest {
  private static final MemorySegment NOTHING = MemorySegment.NULL;
  private static final int ROUNDS = 100;

  private ChannelPair pair;

  @BeforeEach
  void open() throws Exception {
    pair = new ChannelPair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  // verifies S4
  @Test
  @DisplayName("ends that were closed before their call was given up leave their blocks free")
  void freesWhatWasClosedBefore() {
    for (int round = 0; round < ROUNDS; round++) {
      try (Call call = pair.client.sharedCaller().newCall()) {
        Tx tx = call.openTx(8);
        Rx rx = call.openRx(8);
        assertEquals(0, pair.trySend(tx, round));
        tx.close();
        rx.close();
      }
    }
    pair.assertNothingIsOpen();
  }

  // verifies S4, S7, D9
  @ParameterizedTest
  @ValueSource(ints = {0, 1_000})
  @DisplayName("a thread that sends finds its channel reset when another gives the call up")
  void tellsTheSendingThread(int window) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Call call = pair.client.sharedCaller().newCall();
      Tx tx = call.openTx(window);
      long parks = pair.client.counters().get(Counter.SENDER_PARKS);
      FutureTask<Long> sender = Threads.compute(() -> sendToTheEnd(tx));
      Pair.await("asleep", () -> pair.client.counters().get(Counter.SENDER_PARKS) > parks);
      call.close();
      // The next one must not get a block on which somebody is sending.
      ChannelPair.Ends next = pair.orders(1);
      assertEquals(0, pair.trySend(next.tx(), round));
      assertEquals(List.of((long) round), ChannelPair.poll(next.rx(), 1));
      next.close();
      assertEquals(Status.RESET, sender.get(20, TimeUnit.SECONDS));
    }
    pair.assertNothingIsOpen();
  }

  private static long sendToTheEnd(Tx tx) {
    try (tx) {
      long status = 0;
      while (status >= 0) {
        status = tx.send(NOTHING, 0, 0, Pair.LONG_NS);
      }
      return status;
    }
  }

  // verifies S4, S7
  @Test
  @DisplayName("a thread that receives finds its channel ended when another gives the call up")
  void tellsTheReceivingThread() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Call call = pair.client.sharedCaller().newCall();
      Rx rx = call.openRx(1);
      long parks = pair.client.counters().get(Counter.PARKS);
      FutureTask<Integer> receiver = Threads.compute(() -> receiveToTheEnd(rx));
      Pair.await("asleep", () -> pair.client.counters().get(Counter.PARKS) > parks);
      call.close();
      assertEquals(Status.END, (long) receiver.get(20, TimeUnit.SECONDS));
    }
    pair.assertNothingIsOpen();
  }

  private static int receiveToTheEnd(Rx rx) {
    try (rx) {
      return rx.receive(
          item -> {
            throw new AssertionError("an item that nobody sent");
          },
          1,
          Pair.LONG_NS);
    }
  }

  // verifies S7
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("a call is closed after the connection's memory is gone, whatever it has opened")
  void endsWithoutMemory(boolean byPeer) {
    Call call = pair.client.sharedCaller().newCall();
    Tx tx = call.openTx(8);
    Rx rx = call.openRx(8);
    call.open(ChannelPair.SERVICE, ChannelPair.TAKE, 0);
    if (byPeer) {
      pair.server.close();
      Pair.await("the end", () -> pair.client.end().isPresent());
    }
    pair.client.close();
    assertTrue(Janitor.shared().awaitIdle(Pair.LONG_NS));
    assertEquals(Status.CLOSED, pair.trySend(tx, 1));
    assertEquals(Status.CLOSED, ChannelPair.status(rx));
    call.close();
    tx.close();
    rx.close();
  }
}
