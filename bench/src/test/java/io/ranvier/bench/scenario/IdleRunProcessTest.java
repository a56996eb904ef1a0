package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.IdleContender;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.ranvier.RanvierIdle;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that do nothing, between real child JVMs. */
@Timeout(180)
class IdleRunProcessTest {
  private static final int CPUS = Runtime.getRuntime().availableProcessors();

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @Test
  void measuresEachNumberOfConnections() {
    BenchOutcome outcome = run(resting(0, 100), List.of(20, 1), new RanvierIdle());
    List<Result> results = outcome.report().results();
    assertEquals(List.of("ranvier@1", "ranvier@20"), results.stream().map(Result::name).toList());
    for (Result result : results) {
      Result.Idle idle = assertInstanceOf(Result.Idle.class, result);
      assertTrue(idle.serverCpuPercent() > 0 && idle.clientCpuPercent() > 0, idle::toString);
      // A process that has just begun has many threads that compile.
      assertTrue(idle.cpuPercent() <= 2 * 100.0 * CPUS, idle::toString);
      assertEquals(1, idle.perRound().size());
    }
    assertEquals("park", outcome.report().waitMode());
    assertEquals(Map.of(), outcome.report().ratios());
    // One request on each connection behind the rest.
    assertEquals(20, outcome.times().get("ranvier@20").histogram().getTotalCount());
  }

  @Test
  void seesAProcessThatDoesNotRest() {
    // Warmed up until the compilers have little to do: they do not rest either.
    Result.Idle busy =
        (Result.Idle)
            run(resting(100, 300), List.of(1), new Restless()).report().results().getFirst();
    // Others may have the CPUs meanwhile; one that sleeps has a hundredth of that.
    assertTrue(busy.clientCpuPercent() > 10, busy::toString);
    assertTrue(busy.clientCpuPercent() > busy.serverCpuPercent(), busy::toString);
  }

  @Test
  void failsWhenARequestArrivesChanged() {
    BenchException.CheckFailed failure =
        assertThrows(
            BenchException.CheckFailed.class,
            () -> run(resting(0, 100), List.of(3), new Changed()));
    assertTrue(failure.getMessage().contains("number=2"), failure::getMessage);
  }

  private static Workload resting(long warmupMs, long durationMs) {
    return new Workload(
        33,
        WaitMode.PARK,
        TimeUnit.MILLISECONDS.toNanos(warmupMs),
        TimeUnit.MILLISECONDS.toNanos(durationMs));
  }

  private static BenchOutcome run(
      Workload workload, List<Integer> connections, Contender contender) {
    return BenchRun.run(
        new IdleScenario(connections),
        new BenchSettings(
            List.of(contender), workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT),
        Progress.NONE);
  }

  /** Holds connections wrongly in one way. */
  public abstract static sealed class Hampered implements IdleContender {
    private final IdleContender idle = new RanvierIdle();

    @Override
    public String name() {
      return idle.name();
    }

    @Override
    public Echo openEcho(Station station) throws IOException {
      return idle.openEcho(station);
    }

    @Override
    public Holder openHolder(Station station, int connections) throws IOException {
      Holder holder = idle.openHolder(station, connections);
      return new Holder() {
        @Override
        public void exchange(int connection, long number) throws IOException {
          holder.exchange(connection, Hampered.this.number(number));
        }

        @Override
        public void rest(long durationNs) throws IOException {
          Hampered.this.rest(holder, durationNs);
        }

        @Override
        public void close() throws IOException {
          holder.close();
        }
      };
    }

    long number(long number) {
      return number;
    }

    void rest(IdleContender.Holder holder, long durationNs) throws IOException {
      holder.rest(durationNs);
    }
  }

  /** Sends the bytes of another request. */
  public static final class Changed extends Hampered {
    public Changed() {}

    @Override
    long number(long number) {
      return number == 2 ? 7 : number;
    }
  }

  /** Spins instead of resting. */
  public static final class Restless extends Hampered {
    public Restless() {}

    @Override
    void rest(IdleContender.Holder holder, long durationNs) {
      long beganNs = System.nanoTime();
      while (System.nanoTime() - beganNs < durationNs) {
        Thread.onSpinWait();
      }
    }
  }
}
