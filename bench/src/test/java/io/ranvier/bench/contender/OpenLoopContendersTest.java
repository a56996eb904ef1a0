package io.ranvier.bench.contender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.OpenLoopContender.Arrivals;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.limit.LimitOpenLoop;
import io.ranvier.bench.peer.UdsOpenLoop;
import io.ranvier.bench.ranvier.RanvierOpenLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides in one process, each on a thread of its own. */
@Timeout(60)
class OpenLoopContendersTest {
  private static final int IN_FLIGHT = 4;

  @TempDir private Path directory;
  private final ExecutorService answering = Executors.newSingleThreadExecutor();

  @AfterEach
  void endThread() {
    answering.shutdownNow();
  }

  static List<OpenLoopContender> pipelines() {
    return List.of(new RanvierOpenLoop(), new UdsOpenLoop());
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void sendsUntilSoManyAreUnderWay(OpenLoopContender contender) throws Exception {
    try (Echo echo = contender.openEcho(station());
        Arrivals arrivals = contender.openArrivals(station())) {
      for (int number = 0; number < IN_FLIGHT; number++) {
        assertEquals(0, arrivals.takeAnswers(0));
        assertTrue(arrivals.trySend(number));
      }
      assertFalse(arrivals.trySend(IN_FLIGHT));
      Future<?> answers = answer(echo, 1000);
      int answered = takeOne(arrivals, 0);
      for (int sent = IN_FLIGHT; answered < 1000; answered += arrivals.takeAnswers(answered)) {
        if (sent < 1000 && arrivals.trySend(sent)) {
          sent++;
        }
      }
      assertEquals(1000, answered);
      answers.get();
    }
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void refusesAnAnswerWithWrongBytes(OpenLoopContender contender) throws Exception {
    try (Echo echo = contender.openEcho(station());
        Arrivals arrivals = contender.openArrivals(station())) {
      assertTrue(arrivals.trySend(0));
      Future<?> answers = answer(echo, 1);
      // Another is expected than comes.
      ContentError error = assertThrows(ContentError.class, () -> takeOne(arrivals, 5));
      assertTrue(error.getMessage().contains("number=5"), error::getMessage);
      answers.get();
    }
  }

  @Test
  void theLimitAnswersAtOnce() throws Exception {
    LimitOpenLoop limit = new LimitOpenLoop();
    try (Echo echo = limit.openEcho(station());
        Arrivals arrivals = limit.openArrivals(station())) {
      Future<?> answers = answer(echo, 2);
      for (int number = 0; number < 2; number++) {
        assertTrue(arrivals.trySend(number));
        assertEquals(1, arrivals.takeAnswers(number));
        assertEquals(0, arrivals.takeAnswers(number + 1));
      }
      answers.get();
    }
  }

  private Future<?> answer(Echo echo, int count) {
    return answering.submit(() -> {
      echo.awaitCaller();
      for (int number = 0; number < count; number++) {
        echo.answer(number);
      }
      return null;
    });
  }

  private static int takeOne(Arrivals arrivals, long first) throws Exception {
    int taken;
    do {
      taken = arrivals.takeAnswers(first);
    } while (taken == 0);
    return taken;
  }

  private Station station() {
    return new Station(directory, 40, WaitMode.PARK, IN_FLIGHT);
  }
}
