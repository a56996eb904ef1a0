package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Series;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.program.AmongIdleProgram;
import io.ranvier.bench.program.FanInProgram;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * How many calls in a second several client processes make to one server process; and what the
 * round trips of one client cost when the server has many other connections.
 *
 * <p>The entrants are named {@code ranvier-clients}, and {@code ranvier-among-connections} for the
 * latter, which counts the active one, too. Where there are more processes than CPUs those of the
 * former sleep while they wait.
 */
public final class FanInScenario extends LimitedScenario<LimitedMeasurement> {
  /** The numbers of clients that are measured unless others are asked for. */
  public static final List<Integer> CLIENTS = List.of(1, 2, 4, 8);

  /** How many other connections there are unless it is said otherwise. */
  public static final int IDLE = 63;

  private static final String LIMIT = "limit";
  private static final String ALONE = "-alone";
  private static final int BAR_IDLE = 63;
  private static final Bar BAR = Bar.atMost(1.3, "");

  private final List<Integer> clients;
  private final int idle;
  private final int cpus;

  /**
   * @param clients how many processes call, at least one number, each once
   * @param idle how many other connections a server has that is called by one process
   * @param cpus that the processes may use
   */
  public FanInScenario(List<Integer> clients, int idle, int cpus) {
    this.clients = clients.stream().sorted().toList();
    this.idle = idle;
    this.cpus = cpus;
  }

  @Override
  public String name() {
    return "fanin";
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.fanIn();
  }

  @Override
  Class<? extends SideProgram> program() {
    return FanInProgram.class;
  }

  @Override
  List<Entrant> entrants(BenchSettings settings) {
    List<Entrant> entrants = new ArrayList<>();
    Workload workload = settings.workload();
    for (Contender contender : settings.contenders()) {
      String name = contender.name();
      for (int count : clients) {
        WaitMode waitMode = count + 1 > cpus ? WaitMode.PARK : workload.waitMode();
        entrants.add(
            new Entrant(
                name + "-" + count,
                contender,
                program(),
                workload.withWaitMode(waitMode).withLoad(workload.load().withReceivers(count))));
      }
      entrants.add(
          new Entrant(
              name + "-among-" + (idle + 1),
              contender,
              AmongIdleProgram.class,
              workload.withLoad(workload.load().withReceivers(2).withConnections(idle))));
    }
    return entrants;
  }

  private static boolean isAmongIdle(Entrant entrant) {
    return entrant.program() == AmongIdleProgram.class;
  }

  @Override
  LimitedMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return isAmongIdle(entrant)
        ? LatencyMeasurement.ofRoundTrips(pair, clockStepNs)
        : OneWayMeasurement.ofClients(pair);
  }

  /** Adds what single clients did to their sum. */
  @Override
  Result result(
      String entrant,
      Workload workload,
      double clockStepNs,
      SequencedMap<Integer, LimitedMeasurement> byRound) {
    Result result = super.result(entrant, workload, clockStepNs, byRound);
    return result instanceof Result.Rate rate
        ? rate.withClients(
            new Result.Clients(
                workload.receivers(),
                median(byRound, rates -> rates.average().orElseThrow()),
                median(byRound, rates -> rates.min().orElseThrow()),
                median(byRound, rates -> rates.max().orElseThrow())))
        : result;
  }

  private static double median(
      SequencedMap<Integer, LimitedMeasurement> byRound, Function<DoubleStream, Double> figure) {
    return Math.rint(
        Series.median(
            byRound.values().stream()
                .mapToDouble(round -> figure.apply(OneWayMeasurement.clientRates(round.pair())))
                .toArray()));
  }

  /** Compares each with what stood beside it in the same pairs: the limit, or one client alone. */
  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants,
      SequencedMap<String, SequencedMap<Integer, LimitedMeasurement>> kept) {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    RatioTable<LimitedMeasurement> table = new RatioTable<>(this, kept);
    for (Entrant entrant : entrants) {
      table.addToLimit(entrant.name(), beside(entrant), ratios);
    }
    return ratios;
  }

  private static String beside(Entrant entrant) {
    return isAmongIdle(entrant) ? entrant.contender().name() + ALONE : LIMIT;
  }

  /** Says how the processes wait, and whether the bar is reached. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    for (Entrant entrant : entrants) {
      String ratio = entrant.name() + "/" + beside(entrant);
      if (!isAmongIdle(entrant)) {
        notes.add(
            "%s: %d client processes, wait=%s"
                .formatted(
                    entrant.name(),
                    entrant.workload().receivers(),
                    entrant.workload().waitMode().name().toLowerCase(Locale.ROOT)));
      } else if (idle == BAR_IDLE && ratios.get(ratio) instanceof Ratio.Latency found) {
        notes.add(BAR.note(ratio, found.p50()));
      }
    }
    return notes;
  }
}
