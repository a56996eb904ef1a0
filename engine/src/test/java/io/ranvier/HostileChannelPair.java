package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.channel.ForgedBlock;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Status;
import io.ranvier.region.Region;
import io.ranvier.session.MappedAgain;
import io.ranvier.testing.Pair;
import java.util.function.LongSupplier;

/** A client that maps its region a second time, and another one that is not to notice. Owns all. */
final class HostileChannelPair implements AutoCloseable {
  final ChannelPair pair;
  private final Connection honest;
  private final Region region;

  HostileChannelPair() throws InterruptedException {
    this(ChannelPair.OPTIONS);
  }

  HostileChannelPair(ConnectionOptions options) throws InterruptedException {
    pair = new ChannelPair(options);
    honest = pair.pair.connect(ChannelPair.OPTIONS);
    region =
        MappedAgain.region(
            pair.client.session(), pair.pair.root.resolve("pair/region-0000000000000001"));
  }

  /** Returns a block of the client's lane; the first one is that of its first channel. */
  ForgedBlock ordersBlock(int index) {
    return new ForgedBlock(region.clientToServer(), index);
  }

  void assertProtocolError(LongSupplier action) {
    long startNs = System.nanoTime();
    long status = action.getAsLong();
    while (status != Status.PROTOCOL_ERROR) {
      assertTrue(System.nanoTime() - startNs < Pair.LONG_NS, Status.name(status));
      status = action.getAsLong();
    }
    assertEnded();
  }

  void assertEnded() {
    Pair.await("client's end", () -> pair.client.state() == ConnectionState.CLOSED);
    Pair.await("server's end", () -> pair.server.state() == ConnectionState.CLOSED);
    assertEquals(ErrorCode.PROTOCOL_ERROR, pair.client.end().orElseThrow().code());
    assertEquals(ErrorCode.PROTOCOL_ERROR, pair.server.end().orElseThrow().code());
    assertEquals(ConnectionState.OPEN, honest.state());
    assertTrue(pair.pair.failures.isEmpty(), pair.pair.failures::toString);
    try (var call = honest.sharedCaller().newCall()) {
      ChannelPair.perform(call, ChannelPair.LEAVE);
    }
  }

  @Override
  public void close() {
    region.close();
    pair.close();
  }
}
