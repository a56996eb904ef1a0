package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.OpenLoopContender;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.ranvier.RanvierOpenLoop;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Load;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls at fixed rates between real child JVMs. */
@Timeout(180)
class OpenLoopRunProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @Test
  void timesAllCallsThatWereDue() {
    RunReport report = run(33_000, new OpenLoopScenario(List.of(33_000)).contenders());
    assertEquals("open-loop", report.scenario());
    assertEquals(
        List.of("limit@33000", "ranvier@33000", "uds@33000"),
        report.results().stream().map(Result::name).toList());
    for (Result result : report.results()) {
      Result.Latency found = assertInstanceOf(Result.Latency.class, result);
      // All that were due in 100 ms, and the first.
      assertEquals(3_301, found.count() / found.perRound().size(), found::toString);
      assertTrue(0 < found.p50Ns() && found.p50Ns() <= found.p99Ns(), found::toString);
      assertTrue(found.limitAfter().p50Ns() > 0, found::toString);
    }
    assertEquals(
        Set.of("ranvier@33000/limit@33000", "uds@33000/limit@33000", "ranvier@33000/uds@33000"),
        report.ratios().keySet());
  }

  @Test
  void failsWhenARequestArrivesChanged() {
    BenchException.CheckFailed failure =
        assertThrows(BenchException.CheckFailed.class, () -> run(10_000, List.of(new Changed())));
    assertTrue(failure.getMessage().contains("number=500"), failure::getMessage);
  }

  @Test
  void aStallMakesAllCallsLateThatWereDueMeanwhile() {
    Result.Latency late =
        (Result.Latency) run(10_000, List.of(new Stalling())).results().getFirst();
    // Timed from when they were sent, one call of 200 would be late.
    assertTrue(late.p50Ns() > Stalling.STALL_NS / 4.0, late::toString);
  }

  private static RunReport run(int rate, List<? extends Contender> contenders) {
    Workload workload = new Workload(33, WaitMode.SPIN, 0, 100_000_000, Load.ONE.withInFlight(64));
    return BenchRun.run(
            new OpenLoopScenario(List.of(rate)),
            new BenchSettings(
                contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT),
            Progress.NONE)
        .report();
  }

  /** Does something wrong before each request. */
  public abstract static sealed class Hampered implements OpenLoopContender {
    private final OpenLoopContender calls = new RanvierOpenLoop();

    abstract long number(long number);

    @Override
    public String name() {
      return calls.name();
    }

    @Override
    public Echo openEcho(Station station) throws IOException {
      return calls.openEcho(station);
    }

    @Override
    public Arrivals openArrivals(Station station) throws IOException {
      Arrivals arrivals = calls.openArrivals(station);
      return new Arrivals() {
        @Override
        public boolean trySend(long number) throws IOException {
          return arrivals.trySend(Hampered.this.number(number));
        }

        @Override
        public int takeAnswers(long first) throws IOException {
          return arrivals.takeAnswers(first);
        }

        @Override
        public void close() throws IOException {
          arrivals.close();
        }
      };
    }
  }

  /** Sends request 500 with the bytes of another. */
  public static final class Changed extends Hampered {
    public Changed() {}

    @Override
    long number(long number) {
      return number == 500 ? 7 : number;
    }
  }

  /** Stops for 20 ms before each 200th request: as long as 200 requests take. */
  public static final class Stalling extends Hampered {
    static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    public Stalling() {}

    @Override
    long number(long number) {
      if (number % 200 == 0) {
        long endNs = System.nanoTime() + STALL_NS;
        for (long leftNs = STALL_NS; leftNs > 0; leftNs = endNs - System.nanoTime()) {
          LockSupport.parkNanos(leftNs);
        }
      }
      return number;
    }
  }
}
