package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.peer.CorruptingPeers;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One wrong byte of a peer ends the run, although a peer that fails otherwise is only reported: the
 * command line answers with exit code 3.
 */
@Timeout(300)
class PeersContentProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  static List<Contender> roundTrip() {
    return CorruptingPeers.roundTrip();
  }

  static List<Contender> oneWay() {
    return CorruptingPeers.oneWay();
  }

  @ParameterizedTest
  @MethodSource
  void roundTrip(Contender peer) {
    assertContentFails(new RoundTripScenario(), peer);
  }

  @ParameterizedTest
  @MethodSource
  void oneWay(Contender peer) {
    assertContentFails(OneWayScenario.ofMessages(), peer);
  }

  private static void assertContentFails(Scenario<?> scenario, Contender peer) {
    Workload workload = new Workload(CorruptingPeers.PAYLOAD_BYTES, WaitMode.SPIN, 0, 20_000_000);
    BenchSettings settings =
        new BenchSettings(
            List.of(peer), workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT);
    BenchException.CheckFailed failure =
        assertThrows(
            BenchException.CheckFailed.class,
            () -> BenchRun.run(scenario, settings, Progress.NONE));
    assertTrue(failure.getMessage().startsWith(peer.name() + " "), failure::getMessage);
    String number = "number=" + CorruptingPeers.CHANGED + ",";
    assertTrue(failure.getMessage().contains(number), failure::getMessage);
  }
}
