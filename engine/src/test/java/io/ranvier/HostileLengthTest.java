package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.fuzz.FuzzFile;
import io.ranvier.fuzz.FuzzTargets;
import io.ranvier.fuzz.FuzzTargets.RingAt;
import io.ranvier.fuzz.FuzzTargets.SlotsAt;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.RegionLayout;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Responder;
import io.ranvier.slot.SlotReference;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths and places of payloads that no honest peer writes, one for each way a payload comes. */
@Timeout(60)
final class HostileLengthTest {
  private static final int SERVICE = 3;
  private static final int NEVER = 1;
  private static final int ECHO = 2;
  private static final int LIMIT = 2_000;
  private static final int SLOTS = 4;
  private static final ConnectionOptions OPTIONS =
      ConnectionOptions.defaults()
          .withMaxPayloadBytes(LIMIT)
          .withOutbound(
              LaneOptions.defaults()
                  .withRingCells(64)
                  .withPayloadClasses(new PayloadClass(4096, SLOTS))
                  .withCalls(CallOptions.defaults().withInFlight(8).withSlotReplyBytes(96)));

  private final Arena arena = Arena.ofShared();
  private final Pair pair = new Pair();
  private final Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
  private Connection honest;
  private Connection client;
  private FuzzFile region;

  private void open() throws IOException {
    var ignored =
        pair.serveCalls(
            pair.serverOptions().withConnection(OPTIONS),
            server ->
                server
                    .handler(SERVICE, NEVER, (_, responder) -> deferred.add(responder.defer()))
                    .handler(SERVICE, ECHO, (call, by) -> by.reply(call.payload())));
    honest = pair.connect(OPTIONS);
    client = pair.connect(OPTIONS);
    region =
        FuzzFile.region(
            pair.root.resolve("pair/region-%016x".formatted(client.id())),
            new FuzzTargets(OPTIONS.outbound(), OPTIONS.outbound()),
            MapMode.READ_WRITE,
            arena);
  }

  @AfterEach
  void close() {
    pair.close();
    arena.close();
  }

  // verifies L9, R8
  @ParameterizedTest
  @CsvSource({
    "0, 97, 0",
    "0, 2000, 0",
    "0, 2147483647, 0",
    "0, -1, 0",
    "0, -2147483648, 0",
    "1, 2001, 1048576",
    "1, 4096, 1048576",
    "1, 2147483647, 1048576",
    "1, -1, 1048576",
    "65537, 8, 1048576",
    "4294901761, 8, 1048576",
    "1, 8, 1048580",
    "1, 8, 2097151",
    "1, 8, 0",
    "1, 8, -1",
    "1, 8, 3"
  })
  void refusesReplies(long placement, int length, long first) throws Exception {
    open();
    try (Call call = client.call(SERVICE, NEVER, 0)) {
      call.send();
      answer(placement, length, first);
      var refused = assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
      assertEquals(ErrorCode.PROTOCOL_ERROR, refused.code());
    }
    assertOnlyThatEnds();
  }

  /** Answers the call that was sent last. */
  private void answer(long placement, int length, long first) {
    RingAt ring = region.targets().rings.getFirst();
    SlotsAt replies = region.targets().replies.getFirst();
    long token =
        IntStream.range(0, ring.cells())
            .mapToObj(ring::cell)
            .filter(at -> FrameLayout.kind(region.get(at + 8)) == FrameLayout.KIND_CALL)
            .mapToLong(at -> region.get(at + 16))
            .findFirst()
            .orElseThrow();
    long at = replies.slot(SlotReference.index(token));
    region.put(at + 8, (long) length << 32);
    region.put(at + 16, placement);
    region.put(at + 32, first);
    region.put(at, token);
  }

  // verifies L9, R8
  @ParameterizedTest
  @ValueSource(ints = {LIMIT + 1, 4096})
  void refusesFramesBeyondTheLimit(int length) throws Exception {
    open();
    try (Sender sender = client.sharedSender()) {
      assertEquals(0, sender.send(1, MemorySegment.NULL, 0, 0, Pair.LONG_NS));
      RingAt ring = region.targets().rings.getFirst();
      assertEquals(1, region.get(ring.base() + RingLayout.STRUCT.offset("tail")));
      long at = ring.cell(1);
      region.put(
          at + 8, FrameLayout.descriptor(FrameLayout.KIND_DATA, FrameLayout.FLAG_SLOT, 0, length));
      region.put(at + 32, SlotReference.of(0, 1));
      region.put(ring.base() + RingLayout.STRUCT.offset("tail"), 2);
      assertEquals(2, sender.send(1, MemorySegment.NULL, 0, 0, Pair.LONG_NS));
      // Published last: from now on the connection may end, and an honest frame is refused.
      region.put(at, 2 ^ region.get(RegionLayout.STRUCT.offset("key")));
      // Another honest frame rings, unless the server has seen it all.
      long ignored = sender.trySend(1, MemorySegment.NULL, 0, 0);
      assertOnlyThatEnds();
    }
  }

  private void assertOnlyThatEnds() {
    Pair.await("the end", () -> client.end().isPresent());
    assertEquals(ErrorCode.PROTOCOL_ERROR, client.end().map(ConnectionEnd::code).orElseThrow());
    try (Call call = honest.call(SERVICE, ECHO, 8)) {
      call.request().putLong(0, 5);
      call.send();
      assertEquals(5, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
    }
  }
}
