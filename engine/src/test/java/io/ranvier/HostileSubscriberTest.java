package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.channel.ForgedBlock;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.ErrorCode;
import io.ranvier.region.Region;
import io.ranvier.session.MappedAgain;
import io.ranvier.testing.Pair;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A subscriber that writes what it likes where it tells how far it has read. */
@Timeout(60)
final class HostileSubscriberTest {
  private static final byte[] ITEM = new byte[90];

  private final FeedPair feeds = new FeedPair();

  @AfterEach
  void close() {
    feeds.close();
  }

  // verifies L9
  @ParameterizedTest
  @CsvSource({
    "WAIT, -1",
    "WAIT, 1",
    "WAIT, 61",
    "WAIT, 65",
    "WAIT, 4611686018427387904",
    "LOSE, 61",
    "LOSE, -9223372036854775808",
    "EVICT, 63",
    "EVICT, 66"
  })
  @DisplayName("an impossible position ends its connection; the sender goes on for the others")
  void losesItsConnection(SlowReceiver policy, long position) {
    Broadcast feed = feeds.open(FeedPair.OPTIONS.withSlowReceiver(policy).withPatienceNs(1));
    Connection hostile = feeds.pair.connect();
    Subscription forged = hostile.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    Connection client = feeds.pair.connect();
    Subscription honest = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    try (Region region =
        MappedAgain.region(
            hostile.session(), feeds.pair.root.resolve("pair/region-0000000000000001"))) {
      new ForgedBlock(region.serverToClient(), 0).head(position);
      long sent = 0;
      long taken = 0;
      // Items of two cells each, so that an odd one is the middle of one.
      while (hostile.state() == ConnectionState.OPEN && sent < 1_000) {
        long status = feed.send(MemorySegment.ofArray(ITEM), 0, 90, 1_000_000);
        sent += status < 0 ? 0 : 1;
        taken += Math.max(0, honest.poll((number, item) -> {}, 10));
      }
      Pair.await("its end", () -> hostile.state() == ConnectionState.CLOSED);
      assertEquals(ErrorCode.PROTOCOL_ERROR, hostile.end().orElseThrow().code());
      assertTrue(sent >= 20 && taken > 0, sent + " sent");
      Pair.await("its position free", () -> feed.subscriberCount() == 1 || sendOne(feed, honest));
      assertEquals(ConnectionState.OPEN, client.state());
      forged.close();
    }
  }

  private static boolean sendOne(Broadcast feed, Subscription honest) {
    long ignored = feed.trySend(MemorySegment.ofArray(ITEM), 0, 90);
    int taken = honest.poll((number, item) -> {}, 10);
    return taken < 0;
  }
}
