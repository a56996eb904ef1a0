package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.ConnectContender;
import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.ranvier.RanvierConnect;
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

/** Connections between real child JVMs. */
@Timeout(180)
class ConnectRunProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @Test
  void timesTheFirstConnectionAndThoseAfterIt() {
    ConnectScenario scenario = new ConnectScenario();
    BenchOutcome outcome = run(scenario.contenders());
    RunReport report = outcome.report();
    assertEquals("connect", report.scenario());
    Result.Connect ours = assertInstanceOf(Result.Connect.class, report.results().get(0));
    Result.Connect uds = assertInstanceOf(Result.Connect.class, report.results().get(1));
    assertEquals("ranvier", ours.name());
    for (Result.Connect found : List.of(ours, uds)) {
      assertTrue(found.coldNs() > 0 && found.count() > 0, found::toString);
      assertTrue(0 < found.p50Ns() && found.p50Ns() <= found.p99Ns(), found::toString);
      assertTrue(found.p99Ns() <= found.maxNs(), found::toString);
      assertEquals(1, found.perRound().size());
      assertEquals(found.coldNs(), found.perRound().getFirst().coldNs());
    }
    // More than its rings alone, less than the bar.
    assertTrue(ours.memoryBytes() > 128 << 10 && ours.memoryBytes() <= 1 << 20, ours::toString);
    assertNull(uds.memoryBytes());
    assertEquals(Set.of("ranvier/uds"), report.ratios().keySet());
    assertEquals(Set.of("ranvier", "uds"), outcome.times().keySet());
    assertEquals(List.of(), report.environment().pinnedCpus());
    assertTrue(
        report.environment().notes().stream().anyMatch(note -> note.contains("bar of 1.00 MiB")),
        report.environment().notes()::toString);
  }

  @Test
  void failsWhenARequestArrivesChanged() {
    BenchException.CheckFailed failure =
        assertThrows(BenchException.CheckFailed.class, () -> run(List.of(new Changed())));
    assertTrue(failure.getMessage().contains("number=2"), failure::getMessage);
  }

  private static BenchOutcome run(List<? extends Contender> contenders) {
    Workload workload = new Workload(33, WaitMode.PARK, 0, 20_000_000);
    return BenchRun.run(
        new ConnectScenario(),
        new BenchSettings(contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT),
        Progress.NONE);
  }

  /** Sends the bytes of another request on the third connection. */
  public static final class Changed implements ConnectContender {
    private final RanvierConnect connect = new RanvierConnect();

    public Changed() {}

    @Override
    public String name() {
      return connect.name();
    }

    @Override
    public Echo openEcho(Station station) {
      return connect.openEcho(station);
    }

    @Override
    public Visitor openVisitor(Station station) throws IOException {
      Visitor visitor = connect.openVisitor(station);
      return number -> visitor.visit(number == 2 ? 7 : number);
    }
  }
}
