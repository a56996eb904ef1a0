package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.peer.Peers;
import io.ranvier.bench.program.OneWayProgram;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How many messages go one way in a second, or how many calls, many at a time. */
public final class OneWayScenario extends LimitedScenario<OneWayMeasurement> {
  private static final String CALLS = "throughput-calls";

  private final String name;
  private final List<? extends Contender> contenders;
  private final List<? extends Contender> peers;
  private final int inFlight;

  private OneWayScenario(
      String name,
      List<? extends Contender> contenders,
      List<? extends Contender> peers,
      int inFlight) {
    this.name = name;
    this.contenders = contenders;
    this.peers = peers;
    this.inFlight = inFlight;
  }

  /** Messages that nobody answers. */
  public static OneWayScenario ofMessages() {
    List<Contender> onRequest = new ArrayList<>(Peers.oneWay());
    onRequest.addAll(Contenders.oneWayOnRequest());
    return new OneWayScenario("throughput", Contenders.oneWay(), onRequest, 1);
  }

  /** Calls, so many under way at a time, beside messages that nobody answers. */
  public static OneWayScenario ofCalls(int inFlight) {
    return new OneWayScenario(CALLS, Contenders.pipelined(), Peers.pipelined(), inFlight);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<? extends Contender> contenders() {
    return contenders;
  }

  @Override
  public List<? extends Contender> peers() {
    return peers;
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  /** Says which rates are of messages that nobody answers, where others are of calls. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    String unanswered =
        entrants.stream()
            .filter(entrant -> !isAnswered(entrant.contender()))
            .map(Entrant::name)
            .collect(Collectors.joining(", "));
    return name.equals(CALLS) && !unanswered.isEmpty()
        ? List.of("messages that nobody answers, not calls: " + unanswered)
        : List.of();
  }

  private static boolean isAnswered(Contender contender) {
    return contender instanceof OneWayContender messages && messages.isAnswered();
  }

  @Override
  OneWayMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return OneWayMeasurement.of(pair);
  }

  @Override
  Class<? extends SideProgram> program() {
    return OneWayProgram.class;
  }
}
