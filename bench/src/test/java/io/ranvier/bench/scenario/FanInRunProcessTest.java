package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.FanInContender;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.ranvier.RanvierFanIn;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several client JVMs and one server JVM. */
@Timeout(180)
class FanInRunProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @Test
  void countsTheCallsOfAllClientsAndTimesOneAmongIdleOnes() {
    BenchOutcome outcome = run(List.of(2), List.of(new RanvierFanIn()));
    RunReport report = outcome.report();
    assertEquals("fanin", report.scenario());
    Result.Rate two = assertInstanceOf(Result.Rate.class, report.results().getFirst());
    assertEquals("ranvier-2", two.name());
    Result.Clients clients = two.clients();
    assertEquals(2, clients.count());
    assertTrue(0 < clients.slowest() && clients.slowest() <= clients.fastest(), two::toString);
    assertEquals(2 * clients.messagesPerSecond(), two.messagesPerSecond(), 2);
    assertTrue(two.limitBefore().messagesPerSecond() > 0, two::toString);
    assertEquals(
        two.count(),
        outcome.times().get("ranvier-2").histogram().getTotalCount() * two.perRound().size());
    Result.Latency among = assertInstanceOf(Result.Latency.class, report.results().getLast());
    assertEquals("ranvier-among-6", among.name());
    assertTrue(among.count() > 0 && among.p50Ns() > 0, among::toString);
    assertEquals(
        Set.of("ranvier-2/limit", "ranvier-among-6/ranvier-alone"), report.ratios().keySet());
  }

  @Test
  void failsWhenOneClientsRequestArrivesChanged() {
    BenchException.CheckFailed failure =
        assertThrows(
            BenchException.CheckFailed.class, () -> run(List.of(2), List.of(new Changed())));
    assertTrue(failure.getMessage().contains("number=1,"), failure::getMessage);
  }

  private static BenchOutcome run(List<Integer> clients, List<? extends Contender> contenders) {
    Workload workload = new Workload(33, WaitMode.PARK, 0, 20_000_000);
    return BenchRun.run(
        new FanInScenario(clients, 5, 2),
        new BenchSettings(contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT),
        Progress.NONE);
  }

  /** The second client sends request 1 with the bytes of another; it makes two in any case. */
  public static final class Changed implements FanInContender {
    private final RanvierFanIn calls = new RanvierFanIn();

    public Changed() {}

    @Override
    public String name() {
      return calls.name();
    }

    @Override
    public Desk openDesk(Station station, int clients) {
      return calls.openDesk(station, clients);
    }

    @Override
    public Caller openClient(Station station, int client) {
      Caller caller = calls.openClient(station, client);
      return new Caller() {
        @Override
        public void exchange(long number) throws IOException {
          caller.exchange(client == 1 && number == 1 ? 7 : number);
        }

        @Override
        public void close() throws IOException {
          caller.close();
        }
      };
    }
  }
}
