package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.channel.ForgedBlock;
import io.ranvier.channel.Rx;
import io.ranvier.counter.Counter;
import io.ranvier.lane.Status;
import io.ranvier.ring.FrameLayout;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that maps the region a second time and writes into channels what it likes: it loses its
 * connection, and nothing else happens.
 */
@Timeout(60)
class HostileChannelTest {
  private static final MemorySegment ITEM = Arena.ofAuto().allocate(512, 8);
  private static final int MAX_BYTES = 256;

  private HostileChannelPair hostile;
  private ChannelPair pair;

  @BeforeEach
  void open() throws Exception {
    hostile = new HostileChannelPair();
    pair = hostile.pair;
  }

  @AfterEach
  void close() {
    hostile.close();
  }

  static Stream<Arguments> senderForgeries() {
    return Stream.of(
        forgery("granted=7", block -> block.granted(7)),
        forgery("granted=-1", block -> block.granted(-1)),
        forgery("granted=min", block -> block.granted(Long.MIN_VALUE)),
        forgery("granted=max", block -> block.granted(Long.MAX_VALUE)),
        forgery("granted=2^31+8", block -> block.granted((1L << 31) + 8)),
        forgery("over=1", block -> block.over(1, 0)),
        forgery("over=3", block -> block.over(3, 0)),
        forgery("over=-1", block -> block.over(-1, 0)),
        forgery("reset with -1 byte", block -> block.over(2, -1)),
        forgery("reset with 1 byte", block -> block.over(2, 1)),
        forgery("reset with 257 bytes", block -> block.over(2, MAX_BYTES + 1)),
        forgery("reset with 2^31-1 bytes", block -> block.over(2, Integer.MAX_VALUE)),
        forgery(
            "reset with garbage",
            block -> {
              block.metadata((byte) -1);
              block.over(2, MAX_BYTES);
            }));
  }

  private static Arguments forgery(String name, Consumer<ForgedBlock> forge) {
    return Arguments.of(name, forge);
  }

  // verifies S2, L9
  @ParameterizedTest(name = "{0}")
  @MethodSource("senderForgeries")
  @DisplayName("a sender that sends finds it out")
  void senderFindsOut(String name, Consumer<ForgedBlock> forge) throws Exception {
    Ends ends = pair.orders(8);
    for (int i = 0; i < 8; i++) {
      assertEquals(i, pair.trySend(ends.tx(), i));
    }
    forge.accept(hostile.ordersBlock(0));
    hostile.assertProtocolError(() -> ends.tx().trySend(ITEM, 0, 8));
    assertEquals(Status.PROTOCOL_ERROR, ends.tx().tryClaim(8));
    ends.close();
  }

  // verifies S2, S7, L9
  @ParameterizedTest(name = "{0}")
  @MethodSource("senderForgeries")
  @DisplayName("a sender that waits finds it out")
  void waitingSenderFindsOut(String name, Consumer<ForgedBlock> forge) throws Exception {
    Ends ends = pair.orders(8);
    for (int i = 0; i < 8; i++) {
      assertEquals(i, pair.trySend(ends.tx(), i));
    }
    ends.tx().credit();
    FutureTask<Long> waiting = sendElsewhere();
    forge.accept(hostile.ordersBlock(2));
    assertEquals(Status.PROTOCOL_ERROR, waiting.get(20, TimeUnit.SECONDS));
    hostile.assertEnded();
    ends.close();
  }

  /** Uses up the credit of a second channel, and waits for more. */
  private FutureTask<Long> sendElsewhere() throws Exception {
    Ends second = pair.orders(8);
    long parks = pair.client.counters().get(Counter.SENDER_PARKS);
    FutureTask<Long> waiting =
        Threads.compute(() -> {
          for (int i = 0; i < 8; i++) {
            assertEquals(i, second.tx().trySend(ITEM, 0, 8));
          }
          assertEquals(0, second.tx().credit());
          return second.tx().send(ITEM, 0, 8, Pair.LONG_NS);
        });
    Pair.await("asleep", () -> pair.client.counters().get(Counter.SENDER_PARKS) > parks);
    return waiting;
  }

  // verifies L9
  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 65, Long.MAX_VALUE})
  @DisplayName("a receiver's position that is impossible")
  void refusesPositions(long head) throws Exception {
    Ends ends = pair.orders(1_000);
    while (pair.trySend(ends.tx(), 0) >= 0) {
      Thread.onSpinWait();
    }
    hostile.ordersBlock(0).head(head);
    hostile.assertProtocolError(() -> ends.tx().trySend(ITEM, 0, 8));
    ends.close();
  }

  static Stream<Arguments> receiverForgeries() {
    return Stream.of(
        forgery("ended=2", block -> block.ended(2, 0)),
        forgery("ended=-1", block -> block.ended(-1, 0)),
        forgery("ended=min", block -> block.ended(Long.MIN_VALUE, 0)),
        forgery("end with -1 byte", block -> block.ended(1, -1)),
        forgery("end with 1 byte", block -> block.ended(1, 1)),
        forgery("end with 257 bytes", block -> block.ended(1, MAX_BYTES + 1)),
        forgery("end with 2^31-1 bytes", block -> block.ended(1, Integer.MAX_VALUE)),
        forgery(
            "end with garbage",
            block -> {
              block.metadata((byte) -1);
              block.ended(1, MAX_BYTES);
            }),
        item("a call", FrameLayout.descriptor(FrameLayout.KIND_CALL, 0, 0, 8), 0),
        item("a cancel", FrameLayout.descriptor(FrameLayout.KIND_CANCEL, 0, 0, 8), 0),
        item("kind 0", FrameLayout.descriptor(0, 0, 0, 8), 0),
        item("kind 255", FrameLayout.descriptor(255, 0, 0, 8), 0),
        item("an envelope", data(FrameLayout.FLAG_ENVELOPE, 0, 8), 0),
        item("flag 0x80", data(0x80, 0, 8), 0),
        item("length -1", data(0, 0, -1), 0),
        item("length 481", data(0, 0, 481), 0),
        item("length 2^31-1", data(0, 0, Integer.MAX_VALUE), 0),
        item("padding of -100", pad(-100), 0),
        item("padding of 2^31-1", pad(Integer.MAX_VALUE), 0),
        item("padding of two rings", pad(128 * 64), 0),
        item("array 99", data(FrameLayout.FLAG_SLOT, 99, 8), SlotReference.of(0, 1)),
        item("array 65535", data(FrameLayout.FLAG_SLOT, 65_535, 8), SlotReference.of(0, 1)),
        item("slot too small", data(FrameLayout.FLAG_SLOT, 0, 1 << 20), SlotReference.of(0, 1)),
        item("slot of length -1", data(FrameLayout.FLAG_SLOT, 0, -1), SlotReference.of(0, 1)),
        item("reference 0", data(FrameLayout.FLAG_SLOT, 0, 8), 0),
        item("reference -1", data(FrameLayout.FLAG_SLOT, 0, 8), -1),
        item(
            "slot 2^20-1",
            data(FrameLayout.FLAG_SLOT, 0, 8),
            SlotReference.of(SlotReference.MAX_SLOTS - 1, 1)));
  }

  private static long data(int flags, int array, int length) {
    return FrameLayout.descriptor(FrameLayout.KIND_DATA, flags, array, length);
  }

  private static long pad(int length) {
    return FrameLayout.descriptor(FrameLayout.KIND_PAD, 0, 0, length);
  }

  private static Arguments item(String name, long descriptor, long slotReference) {
    return forgery(name, block -> block.item(1, descriptor, slotReference));
  }

  // verifies S5, L9
  @ParameterizedTest(name = "{0}")
  @MethodSource("receiverForgeries")
  @DisplayName("a receiver finds it out, polling")
  void receiverFindsOut(String name, Consumer<ForgedBlock> forge) throws Exception {
    Ends ends = pair.orders(8);
    forge.accept(hostile.ordersBlock(0));
    hostile.assertProtocolError(() -> ChannelPair.status(ends.rx()));
    ends.close();
  }

  // verifies S5, S7, L9
  @ParameterizedTest(name = "{0}")
  @MethodSource("receiverForgeries")
  @DisplayName("a receiver finds it out, waiting")
  void waitingReceiverFindsOut(String name, Consumer<ForgedBlock> forge) throws Exception {
    Ends ends = pair.orders(8);
    long parks = pair.server.counters().get(Counter.PARKS);
    FutureTask<Integer> waiting =
        Threads.compute(() -> {
          try (Rx rx = ends.rx()) {
            return rx.receive(_ -> {}, 1, Pair.LONG_NS);
          }
        });
    Pair.await("asleep", () -> pair.server.counters().get(Counter.PARKS) > parks);
    forge.accept(hostile.ordersBlock(0));
    assertEquals(Status.PROTOCOL_ERROR, (long) waiting.get(20, TimeUnit.SECONDS));
    hostile.assertEnded();
    ends.tx().close();
  }

  // verifies S2, S5, L9
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  @DisplayName("an item that no credit covers")
  void refusesItemsWithoutCredit(int window) throws Exception {
    Ends ends = pair.orders(window);
    hostile.ordersBlock(0).granted(100);
    for (int i = 0; i <= window; i++) {
      assertEquals(i, pair.trySend(ends.tx(), i));
    }
    // The receiver gives no credit back before it has taken half of its window.
    int[] taken = {0};
    hostile.assertProtocolError(() -> ends.rx().poll(_ -> taken[0]++, 100));
    assertEquals(window, taken[0]);
    ends.close();
  }

  // verifies L9, D13
  @Test
  @DisplayName("an extent that is retired while the receiver reads an item in it")
  void refusesToLoseWhatIsRead() throws Exception {
    hostile.close();
    hostile = new HostileChannelPair(ChannelPair.OPTIONS.withExtentIdleNs(1));
    pair = hostile.pair;
    Ends ends = pair.orders(8);
    MemorySegment large = Arena.ofAuto().allocate(200_000, 8);
    Pattern.fill(large, 200_000, 1);
    assertEquals(0, ends.tx().send(large, 0, 200_000, Pair.LONG_NS));
    int handled =
        ends.rx()
            .poll(
                item -> {
                  forgetLeases();
                  Pair.await("the end", () -> pair.server.end().isPresent());
                },
                1);
    assertTrue(handled == 1 || handled == Status.PROTOCOL_ERROR, Status.name(handled));
    hostile.assertEnded();
    ends.close();
  }

  /** The owner finds all slots of its extent free, and retires it. */
  private void forgetLeases() {
    var file = pair.pair.root.resolve("pair/region-0000000000000001-extent-0");
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      var bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1024, arena);
      // Summary, taken and handed out: all before the generations.
      for (long offset = 128; offset < 512; offset += 8) {
        bytes.set(JAVA_LONG, offset, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
