package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.limit.StreamLimit;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.program.StreamProgram;
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

/**
 * How many items a broadcast carries in a second to several numbers of receiving processes, each of
 * which gets all of them, beside a channel to one and the limit.
 *
 * <p>The entrants are named {@code ranvier-broadcast-receivers@length}, the others {@code
 * contender@length}. Where there are more processes than CPUs those of a broadcast sleep while they
 * wait: one that spins would keep from its CPU whom it waits for.
 */
public final class BroadcastScenario extends LimitedScenario<OneWayMeasurement> {
  /** The lengths that are measured unless others are asked for. */
  public static final List<Integer> LENGTHS = List.of(32, 256);

  /** How many processes receive unless it is said otherwise. */
  public static final List<Integer> RECEIVERS = List.of(1, 4);

  private static final String BROADCAST = "ranvier-broadcast";
  private static final String CHANNEL = "ranvier";

  private final List<Integer> lengths;
  private final List<Integer> receivers;
  private final int cpus;

  /**
   * @param lengths of items, at least one, each once
   * @param receivers how many processes receive, at least one number, each once
   * @param cpus that the processes may use
   */
  public BroadcastScenario(List<Integer> lengths, List<Integer> receivers, int cpus) {
    this.lengths = lengths.stream().sorted().toList();
    this.receivers = receivers.stream().sorted().toList();
    this.cpus = cpus;
  }

  @Override
  public String name() {
    return "stream-broadcast";
  }

  /** Returns those that have something to do at one of the lengths. */
  @Override
  public List<? extends Contender> contenders() {
    return Contenders.broadcast().stream()
        .filter(contender ->
            lengths.stream().anyMatch(length -> StreamScenario.isOf(contender, length)))
        .toList();
  }

  @Override
  public boolean isOfOneLength() {
    return false;
  }

  @Override
  OneWayMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return OneWayMeasurement.of(pair);
  }

  @Override
  Class<? extends SideProgram> program() {
    return StreamProgram.class;
  }

  @Override
  List<Entrant> entrants(BenchSettings settings) {
    List<Entrant> entrants = new ArrayList<>();
    for (int length : lengths) {
      Workload workload = settings.workload().withPayloadBytes(length);
      for (Contender contender : settings.contenders()) {
        if (isBroadcast(contender)) {
          receivers.forEach(count -> entrants.add(broadcast(contender, count, workload)));
        } else if (StreamScenario.isOf(contender, length)) {
          entrants.add(entrant(contender, contender.name(), workload));
        }
      }
    }
    return entrants;
  }

  private Entrant broadcast(Contender contender, int count, Workload workload) {
    WaitMode waitMode = count + 1 > cpus ? WaitMode.PARK : workload.waitMode();
    String name = contender.name() + "-" + count;
    return entrant(
        contender,
        name,
        workload.withWaitMode(waitMode).withLoad(workload.load().withReceivers(count)));
  }

  private Entrant entrant(Contender contender, String name, Workload workload) {
    return new Entrant(
        StreamScenario.named(name, workload.payloadBytes()), contender, program(), workload);
  }

  private static boolean isBroadcast(Contender contender) {
    return contender.name().equals(BROADCAST);
  }

  /** Compares each with the limit of its own pairs, and a broadcast with a channel. */
  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants, SequencedMap<String, SequencedMap<Integer, OneWayMeasurement>> kept) {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    RatioTable<OneWayMeasurement> table = new RatioTable<>(this, kept);
    for (Entrant entrant : entrants) {
      int length = entrant.workload().payloadBytes();
      String limit = StreamScenario.named(StreamLimit.of(length).name(), length);
      String channel = StreamScenario.named(CHANNEL, length);
      table.addToLimit(entrant.name(), limit, ratios);
      if (isBroadcast(entrant.contender())) {
        table.add(entrant.name(), channel, ratios);
      }
    }
    return ratios;
  }

  /** Says how the processes of a broadcast wait, and that each of them gets every item. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    for (Entrant entrant : entrants) {
      if (isBroadcast(entrant.contender())) {
        Workload workload = entrant.workload();
        notes.add(
            "%s: receivers=%d, each takes and checks every item; wait=%s"
                .formatted(
                    entrant.name(),
                    workload.receivers(),
                    workload.waitMode().name().toLowerCase(Locale.ROOT)));
      }
    }
    return notes;
  }
}
