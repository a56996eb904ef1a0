package io.ranvier.bench.contender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.limit.LimitMemory;
import io.ranvier.bench.limit.LimitOneWay;
import io.ranvier.bench.ranvier.ChannelSize;
import io.ranvier.bench.ranvier.RanvierBroadcast;
import io.ranvier.bench.ranvier.RanvierFrameOneWay;
import io.ranvier.bench.ranvier.RanvierItemOneWay;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items and plain memory of all lengths, both sides in one process. */
@Timeout(60)
class StreamContendersTest {
  @TempDir private Path directory;
  private final ExecutorService sending = Executors.newSingleThreadExecutor();

  @AfterEach
  void endThread() {
    sending.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 57, 992, 993, 4096, 65_536, 1 << 20, 5_000_000})
  void channelsCarryItemsOfAllLengths(int length) throws Exception {
    carries(new RanvierItemOneWay(), length, WaitMode.SPIN);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 65_536, 300_000})
  void channelsCarryItemsBetweenSidesThatSleep(int length) throws Exception {
    carries(new RanvierItemOneWay(), length, WaitMode.PARK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 300_000})
  void framesComeBetweenSidesThatSleep(int length) throws Exception {
    carries(new RanvierFrameOneWay(), length, WaitMode.PARK);
  }

  @ParameterizedTest
  @CsvSource({"0, SPIN", "32, PARK", "57, SPIN", "992, PARK", "992, SPIN"})
  void broadcastsCarryItemsOfAllTheirLengths(int length, WaitMode waitMode) throws Exception {
    carries(new RanvierBroadcast(), length, waitMode);
  }

  @Test
  void broadcastsRefuseWhatIsTooLongForThem() {
    assertTrue(new RanvierBroadcast().refusal(992, WaitMode.SPIN).isEmpty());
    assertTrue(new RanvierBroadcast().refusal(993, WaitMode.SPIN).orElseThrow().contains("992"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 57, 256, 4096, 65_536, 1 << 20, 5_000_000})
  void memoryCarriesMessagesOfAllLengths(int length) throws Exception {
    carries(new LimitMemory(), length, WaitMode.SPIN);
  }

  @Test
  void memoryIsCheckedToItsLastByte() throws Exception {
    // Both lengths take as many lines; what the sender leaves out stays 0.
    try (OneWayContender.Source source = new LimitMemory().openSource(station(63, WaitMode.SPIN));
        OneWayContender.Sink sink = new LimitMemory().openSink(station(64, WaitMode.SPIN))) {
      source.send(0);
      ContentError error = assertThrows(ContentError.class, () -> sink.take(0, 1));
      assertTrue(error.getMessage().contains("number=0"), error::getMessage);
    }
  }

  @Test
  void aReaderOfLatencyTakesTheOnlyCellThereIs() throws Exception {
    LimitOneWay limit = LimitOneWay.ofLatency();
    try (OneWayContender.Source source = limit.openSource(station(32, WaitMode.SPIN));
        OneWayContender.Sink sink = limit.openSink(station(32, WaitMode.SPIN))) {
      assertEquals(0, sink.take(0, 1));
      source.send(0);
      source.send(1);
      assertEquals(1, sink.take(0, 1));
      assertEquals(1, sink.take(1, 9));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2048, 0", "992, 2048, 0", "993, 512, 4096", "4096, 512, 4096"})
  @CsvSource({"4097, 512, 8192", "65536, 64, 65536", "1048576, 4, 1048576"})
  @CsvSource({"1048577, 2, 2097152", "67108864, 2, 67108864"})
  void channelsAreLaidOutForTheirItems(int length, int window, long slotBytes) {
    ChannelSize size = ChannelSize.of(length);
    assertEquals(window, size.window());
    assertTrue(size.payloadBytes() >= window * slotBytes, size::toString);
    assertEquals(slotBytes == 0, size.payloadBytes() == 0, size::toString);
  }

  private void carries(OneWayContender contender, int length, WaitMode waitMode) throws Exception {
    int count = length < 100_000 ? 20_000 : 50;
    Station station = station(length, waitMode);
    try (OneWayContender.Sink sink = contender.openSink(station)) {
      CountDownLatch taken = new CountDownLatch(1);
      Future<?> sent =
          sending.submit(() -> {
            try (OneWayContender.Source source = contender.openSource(station)) {
              for (int number = 0; number < count; number++) {
                source.send(number);
              }
              taken.await();
            }
            return null;
          });
      sink.awaitSource();
      for (int number = 0; number < count; ) {
        number += sink.take(number, 7);
      }
      taken.countDown();
      sent.get();
    }
  }

  private Station station(int length, WaitMode waitMode) {
    return new Station(directory, length, waitMode, 1);
  }
}
