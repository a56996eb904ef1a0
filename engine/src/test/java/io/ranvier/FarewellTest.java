package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.lane.Status;
import io.ranvier.memory.Janitor;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client had committed before its end, to those who take it behind a dispatcher's back. */
@Timeout(60)
final class FarewellTest {
  private static final int SERVICE = 7;
  private static final int ECHO = 1;
  private static final int FEED = 2;

  private final Pair pair = new Pair();
  private final BlockingQueue<Rx> taken = new LinkedBlockingQueue<>();
  private final Server server =
      pair.serveCalls(builder ->
          builder
              .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload()))
              .handler(
                  SERVICE,
                  FEED,
                  (request, responder) -> {
                    taken.add(request.channels().rx(0));
                    responder.reply(request.payload());
                  }));

  @AfterEach
  void close() {
    pair.close();
  }

  // verifies L4, L7
  @Test
  @DisplayName("L4 L7 an answer that lies in its slot can be read after the end, then memory goes")
  void readsAnAnswerAfterTheEnd() throws Exception {
    try (Connection client = pair.connect()) {
      client.serve(
          Services.builder()
              .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload()))
              .build(),
          pair::failed);
      Connection accepted = pair.nextAccepted();
      try (Caller caller = accepted.sharedCaller();
          Call call = caller.call(SERVICE, ECHO, 8)) {
        call.request().putLong(0, 42);
        call.send();
        while (!call.isDone()) {
          assertTrue(client.poll(frame -> {}, 1) >= 0);
        }
        endOf(client);
        awaitPassesAfterTheEnd(accepted);
        assertEquals(42, call.reply().payload().getLong(0));
      }
      Pair.await("the memory given up", () -> server.connectionCount() == 1);
    }
  }

  @Test
  @DisplayName("L4 L7 items of a channel can be taken after the end, then memory goes")
  void takesItemsAfterTheEnd() throws Exception {
    try (Connection client = pair.connect();
        Caller caller = client.sharedCaller();
        Call call = caller.newCall()) {
      Connection accepted = pair.nextAccepted();
      Tx tx = call.openTx(8);
      call.open(SERVICE, FEED, 0);
      call.send();
      assertEquals(0, call.awaitNs(Pair.LONG_NS).payload().capacity());
      var item = Arena.ofAuto().allocate(8, 8);
      for (int i = 0; i < 3; i++) {
        item.set(ValueLayout.JAVA_LONG, 0, i);
        assertEquals(i, tx.trySend(item, 0, 8));
      }
      Rx rx = taken.take();
      endOf(client);
      awaitPassesAfterTheEnd(accepted);
      assertEquals(List.of(0L, 1L, 2L), ChannelPair.poll(rx, 10));
      assertEquals(Status.CLOSED, ChannelPair.status(rx));
      rx.close();
      Pair.await("the memory given up", () -> server.connectionCount() == 1);
    }
  }

  private static void endOf(Connection client) {
    client.close();
  }

  /** Another client's calls are answered by the thread that has seen the end in the meantime. */
  private void awaitPassesAfterTheEnd(Connection ended) {
    Pair.await("the end", () -> ended.end().isPresent());
    Connection other = pair.connect();
    for (int i = 0; i < 5; i++) {
      try (Call call = other.call(SERVICE, ECHO, 8)) {
        call.send();
        assertEquals(8, call.awaitNs(Pair.LONG_NS).payload().capacity());
      }
    }
    assertTrue(Janitor.shared().awaitIdle(Pair.LONG_NS));
  }
}
