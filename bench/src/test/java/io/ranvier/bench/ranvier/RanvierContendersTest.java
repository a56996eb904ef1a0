package io.ranvier.bench.ranvier;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.Server;
import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of this engine's contenders in one process, each side on a thread of its own. */
@Timeout(60)
class RanvierContendersTest {
  private static final int LENGTH = 40;

  @TempDir private Path directory;
  private final ExecutorService calling = Executors.newSingleThreadExecutor();

  @AfterEach
  void endThread() {
    calling.shutdownNow();
  }

  static List<RoundTripContender> roundTrips() {
    return List.of(new RanvierCallRoundTrip(), new RanvierFrameRoundTrip());
  }

  /** Each of the above with lengths of every kind: in a cell, in several, in payload slots. */
  static Stream<Arguments> roundTripsOfAllLengths() {
    return roundTrips().stream()
        .flatMap(contender ->
            IntStream.of(0, 13, LENGTH, 300_000)
                .mapToObj(length -> Arguments.of(contender, length)));
  }

  static List<OneWayContender> streams() {
    return List.of(
        new RanvierPipelinedCalls(),
        new RanvierFrameOneWay(),
        new RanvierFrameOneWay.LongRing(),
        new RanvierItemOneWay());
  }

  @ParameterizedTest
  @MethodSource("roundTripsOfAllLengths")
  void exchangesRequestsAndReplies(RoundTripContender contender, int length) throws Exception {
    Station station = new Station(directory, length, WaitMode.PARK, 1);
    int count = length < 100_000 ? 1000 : 50;
    try (RoundTripContender.Echo echo = contender.openEcho(station)) {
      Future<?> exchanges =
          calling.submit(() -> {
            try (RoundTripContender.Caller caller = contender.openCaller(station)) {
              for (int number = 0; number < count; number++) {
                caller.exchange(number);
              }
            }
            return null;
          });
      for (int number = 0; number < count; number++) {
        echo.answer(number);
      }
      exchanges.get();
    }
  }

  @ParameterizedTest
  @MethodSource("roundTrips")
  void theAnsweringSideRefusesARequestWithWrongBytes(RoundTripContender contender)
      throws IOException {
    Station station = station(1);
    try (RoundTripContender.Echo echo = contender.openEcho(station)) {
      calling.submit(() -> {
        try (RoundTripContender.Caller caller = contender.openCaller(station)) {
          caller.exchange(7);
        }
        return null;
      });
      ContentError error = assertThrows(ContentError.class, () -> echo.answer(0));
      assertTrue(error.getMessage().contains("number=0"), error::getMessage);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void theReceivingSideRefusesAMessageWithWrongBytes(OneWayContender contender) throws IOException {
    Station station = station(4);
    try (OneWayContender.Sink sink = contender.openSink(station)) {
      calling.submit(() -> {
        try (OneWayContender.Source source = contender.openSource(station)) {
          source.send(7);
        }
        return null;
      });
      sink.awaitSource();
      ContentError error = assertThrows(ContentError.class, () -> take(sink, 1));
      assertTrue(error.getMessage().contains("number=0"), error::getMessage);
    }
  }

  @Test
  void theCallingSideRefusesAReplyWithWrongBytes() throws Exception {
    try (Server server = wrongAnswers();
        RoundTripContender.Caller caller = new RanvierCallRoundTrip().openCaller(station(1))) {
      Future<?> serving = calling.submit(() -> serve(server));
      ContentError error = assertThrows(ContentError.class, () -> caller.exchange(0));
      assertTrue(error.getMessage().contains("number=0"), error::getMessage);
      end(serving);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 100})
  void thePipelinedSideRefusesAReplyWithWrongBytesAlsoAtTheEnd(int inFlight) throws Exception {
    Station station = station(inFlight);
    try (Server server = wrongAnswers();
        OneWayContender.Source source = new RanvierPipelinedCalls().openSource(station)) {
      Future<?> serving = calling.submit(() -> serve(server));
      source.send(0);
      ContentError error = assertThrows(ContentError.class, source::awaitAnswers);
      assertTrue(error.getMessage().contains("number=0"), error::getMessage);
      end(serving);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 65, 1024})
  void keepsSoManyCallsUnderWayAndAwaitsTheirAnswers(int inFlight) throws Exception {
    Station station = station(inFlight);
    int sections = 3;
    int messages = 2 * inFlight + 1;
    RanvierPipelinedCalls contender = new RanvierPipelinedCalls();
    try (OneWayContender.Sink sink = contender.openSink(station)) {
      Future<?> sending =
          calling.submit(() -> {
            try (OneWayContender.Source source = contender.openSource(station)) {
              for (int number = 0; number < sections * messages; ) {
                source.send(number++);
                if (number % messages == 0) {
                  source.awaitAnswers();
                }
              }
            }
            return null;
          });
      take(sink, sections * messages);
      sending.get();
    }
  }

  /** Opens a server whose replies have the bytes of the request. */
  private Server wrongAnswers() {
    return RanvierLink.serve(
        station(128),
        (request, responder) -> responder.reply(request.payload()),
        accepted -> {},
        new HandlerFailure());
  }

  /** Ends the loop of the calling thread, and waits until it has. */
  private void end(Future<?> loop) throws Exception {
    loop.cancel(true);
    calling.submit(() -> null).get();
  }

  private static Object serve(Server server) {
    while (!Thread.currentThread().isInterrupted()) {
      if (server.doWork() == 0) {
        Thread.onSpinWait();
      }
    }
    return null;
  }

  private static void take(OneWayContender.Sink sink, int count) throws IOException {
    for (int taken = 0; taken < count; ) {
      taken += sink.take(taken, count);
    }
  }

  private Station station(int inFlight) {
    return new Station(directory, LENGTH, WaitMode.PARK, inFlight);
  }
}
