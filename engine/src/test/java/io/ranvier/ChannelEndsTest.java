package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Status;
import io.ranvier.metadata.Metadata;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.routing.CallOptions;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an honest side does at the end of a channel breaks no connection. */
@Timeout(60)
class ChannelEndsTest {
  private static final Metadata TWO = Metadata.empty().with("a", "1").with("b", "2");

  // verifies S4, S5
  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  @DisplayName("a receiver that takes nothing of an ended channel leaves its items where they are")
  void takesNothing(int limit) throws Exception {
    try (ChannelPair pair = new ChannelPair()) {
      Ends ends = pair.feed(8);
      assertEquals(0, pair.trySend(ends.tx(), 0));
      ends.tx().close();
      assertEquals(0, ends.rx().poll(_ -> {}, limit));
      assertEquals(0, ends.rx().receive(_ -> {}, limit, Pair.LONG_NS));
      assertEquals(List.of(0L), ChannelPair.poll(ends.rx(), 8));
      assertEquals(Status.END, ChannelPair.status(ends.rx()));
      assertEquals(ConnectionState.OPEN, pair.client.state());
    }
  }

  // verifies S4, C8, C9
  @Test
  @DisplayName("an end or a reset with more metadata than the peer takes is refused, not sent")
  void refusesWhatThePeerDoesNotTake() throws Exception {
    CallOptions calls =
        CallOptions.defaults().withMetadata(MetadataLimits.defaults().withMaxEntries(1));
    LaneOptions lane =
        LaneOptions.defaults()
            .withChannels(ChannelOptions.defaults().withCount(8))
            .withCalls(calls);
    try (ChannelPair pair = new ChannelPair(ConnectionOptions.defaults().withOutbound(lane))) {
      Ends first = pair.feed(8);
      Ends second = pair.orders(8);
      assertEquals(0, first.tx().tryClaim(8));
      refused(() -> first.tx().close(TWO));
      refused(() -> second.rx().reset(TWO));
      assertEquals(0, first.tx().publish(), "nothing was given up");
      first.tx().close(Metadata.empty().with("a", "1"));
      second.rx().reset(Metadata.empty().with("a", "1"));
      assertEquals(1, first.rx().poll(_ -> {}, 8));
      assertEquals(Status.END, ChannelPair.status(first.rx()));
      assertEquals(Status.RESET, pair.trySend(second.tx(), 0));
      second.tx().close();
      pair.assertNothingIsOpen();
    }
  }

  private static void refused(Runnable action) {
    RanvierException refused = assertThrows(RanvierException.class, action::run);
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code(), refused.getMessage());
  }

  // verifies S7
  @Test
  @DisplayName("a sender that waits for credit is told when its own side finishes sending")
  void tellsWhenThisSideFinishes() throws Exception {
    try (ChannelPair pair = new ChannelPair()) {
      Ends ends = pair.orders(0);
      long parks = pair.client.counters().get(Counter.SENDER_PARKS);
      FutureTask<Long> sender =
          Threads.compute(() -> ends.tx().send(MemorySegment.NULL, 0, 0, Pair.LONG_NS));
      Pair.await("asleep", () -> pair.client.counters().get(Counter.SENDER_PARKS) > parks);
      pair.client.finishSending();
      assertEquals(Status.CLOSED, sender.get(20, TimeUnit.SECONDS));
    }
  }

  // verifies S4, S5, S7
  @Test
  @DisplayName("a channel that is closed after its side's end looks like that, not like complete")
  void isNotCompleteAfterTheEnd() throws Exception {
    try (ChannelPair pair = new ChannelPair()) {
      Ends ends = pair.orders(8);
      assertEquals(0, pair.trySend(ends.tx(), 0));
      pair.client.finishSending();
      assertEquals(Status.CLOSED, pair.trySend(ends.tx(), 1));
      ends.tx().close();
      assertEquals(List.of(0L), ChannelPair.poll(ends.rx(), 8));
      Pair.await("the end", () -> ChannelPair.status(ends.rx()) != 0);
      assertEquals(Status.CLOSED, ChannelPair.status(ends.rx()));
    }
  }
}
