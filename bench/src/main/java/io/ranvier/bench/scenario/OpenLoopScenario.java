package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.program.OpenLoopProgram;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * How long calls take that come at a fixed rate, each from when it was due: who is late with one is
 * late with those behind it, too.
 *
 * <p>The entrants are named {@code contender@rate}, in calls per second.
 */
public final class OpenLoopScenario extends LimitedScenario<LatencyMeasurement> {
  /** The rates that are measured unless others are asked for. */
  public static final List<Integer> RATES = List.of(10_000, 100_000, 500_000);

  /** A caller that keeps up needs one or two; one that does not is late with few or many. */
  private static final int IN_FLIGHT = 64;

  private static final String LIMIT = "limit";
  private static final String OURS = "ranvier";

  private final List<Integer> rates;

  /**
   * @param rates in calls per second, at least one, each once
   */
  public OpenLoopScenario(List<Integer> rates) {
    this.rates = rates.stream().sorted().toList();
  }

  @Override
  public String name() {
    return "open-loop";
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.openLoop();
  }

  /** The most. */
  @Override
  public int inFlight() {
    return IN_FLIGHT;
  }

  @Override
  Class<? extends SideProgram> program() {
    return OpenLoopProgram.class;
  }

  @Override
  List<Entrant> entrants(BenchSettings settings) {
    List<Entrant> entrants = new ArrayList<>();
    Workload workload = settings.workload();
    for (int rate : rates) {
      Workload paced = workload.withLoad(workload.load().withPerSecond(rate));
      for (Contender contender : settings.contenders()) {
        entrants.add(new Entrant(named(contender.name(), rate), contender, program(), paced));
      }
    }
    return entrants;
  }

  private static String named(String contender, int rate) {
    return contender + "@" + rate;
  }

  @Override
  LatencyMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return LatencyMeasurement.ofRoundTrips(pair, clockStepNs);
  }

  /** Compares each with the limit of its own pairs, and this engine with the others of a rate. */
  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants,
      SequencedMap<String, SequencedMap<Integer, LatencyMeasurement>> kept) {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    RatioTable<LatencyMeasurement> table = new RatioTable<>(this, kept);
    for (Entrant entrant : entrants) {
      table.addToLimit(entrant.name(), named(LIMIT, rate(entrant)), ratios);
    }
    for (Entrant entrant : entrants) {
      String ours = named(OURS, rate(entrant));
      String contender = entrant.contender().name();
      if (!contender.equals(OURS) && !contender.equals(LIMIT)) {
        table.add(ours, entrant.name(), ratios);
      }
    }
    return ratios;
  }

  private static int rate(Entrant entrant) {
    return entrant.workload().load().perSecond();
  }
}
