package io.ranvier.bench.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.limit.LimitMemory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured allocates nothing: a collection would be measured with it. */
@Timeout(120)
class RanvierAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 2_000;
  private static final int ATTEMPTS = 50;

  @TempDir private Path directory;

  /** How many messages the other side takes. */
  private volatile int end = ROUNDS * ATTEMPTS;

  /** One message of a calling side. */
  private interface Step {
    void run(long number) throws Exception;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 200})
  void roundTripsOfCalls(int payloadBytes) throws Exception {
    roundTrips(new RanvierCallRoundTrip(), payloadBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 4096})
  void roundTripsOfFrames(int payloadBytes) throws Exception {
    roundTrips(new RanvierFrameRoundTrip(), payloadBytes);
  }

  @ParameterizedTest
  @CsvSource({"32, 1", "32, 64", "200, 64", "32, 300"})
  void pipelinedCalls(int payloadBytes, int inFlight) throws Exception {
    oneWay(new RanvierPipelinedCalls(), payloadBytes, inFlight);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 256, 4096, 65_536})
  void itemsOfAChannel(int payloadBytes) throws Exception {
    oneWay(new RanvierItemOneWay(), payloadBytes, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 4096})
  void plainMemory(int payloadBytes) throws Exception {
    oneWay(new LimitMemory(), payloadBytes, 1);
  }

  private void oneWay(OneWayContender contender, int payloadBytes, int inFlight) throws Exception {
    Station station = new Station(directory, payloadBytes, WaitMode.SPIN, inFlight);
    try (OneWayContender.Sink sink = contender.openSink(station)) {
      Thread taking =
          Thread.ofPlatform()
              .daemon()
              .start(
                  new FutureTask<>(() -> {
                    sink.awaitSource();
                    for (long taken = 0; taken < end; ) {
                      taken += sink.take(taken, 256);
                    }
                    return null;
                  }));
      try (OneWayContender.Source source = contender.openSource(station)) {
        assertEquals(0, leastAllocated(taking, source::send));
        source.awaitAnswers();
      }
      taking.join();
    }
  }

  private void roundTrips(RoundTripContender contender, int payloadBytes) throws Exception {
    Station station = new Station(directory, payloadBytes, WaitMode.SPIN, 1);
    try (RoundTripContender.Echo echo = contender.openEcho(station)) {
      Thread answering =
          Thread.ofPlatform()
              .daemon()
              .start(
                  new FutureTask<>(() -> {
                    for (int number = 0; number < end; number++) {
                      echo.answer(number);
                    }
                    return null;
                  }));
      try (RoundTripContender.Caller caller = contender.openCaller(station)) {
        assertEquals(0, leastAllocated(answering, caller::exchange));
      }
      answering.join();
    }
  }

  /** Returns the bytes that both threads allocated in the best of many attempts: until it is 0. */
  private long leastAllocated(Thread other, Step step) throws Exception {
    long least = Long.MAX_VALUE;
    int number = 0;
    for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
      long otherBefore = THREADS.getThreadAllocatedBytes(other.threadId());
      long ownBefore = THREADS.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        step.run(number++);
      }
      long own = THREADS.getCurrentThreadAllocatedBytes() - ownBefore;
      // The other thread has ended after the last attempt, and has no figure then.
      long others = THREADS.getThreadAllocatedBytes(other.threadId()) - otherBefore;
      least = others < 0 ? least : Math.min(least, own + others);
    }
    if (number < end) {
      // The other thread, which waits for this message, sees that it is the last.
      end = number + 1;
      step.run(number);
    }
    return least;
  }
}
