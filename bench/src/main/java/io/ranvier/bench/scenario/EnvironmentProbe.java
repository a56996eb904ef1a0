package io.ranvier.bench.scenario;

import io.ranvier.bench.figures.Round;
import io.ranvier.bench.measurement.Measurement;
import io.ranvier.bench.report.Environment;
import io.ranvier.bench.report.HostFacts;
import io.ranvier.bench.report.Topology;
import io.ranvier.bench.rig.Assignment;
import io.ranvier.bench.rig.SideReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** Gathers where and how a run was measured, from the host and from what the children said. */
record EnvironmentProbe(BenchSettings settings, double clockStepNs) {
  Environment environment(
      Map<String, ? extends SequencedMap<Integer, ? extends Measurement>> kept,
      List<String> runNotes) {
    Set<Integer> tiers = new LinkedHashSet<>();
    Set<List<Integer>> cpus = new LinkedHashSet<>();
    Set<String> notes = new LinkedHashSet<>(runNotes);
    kept.forEach((name, byRound) ->
        byRound
            .values()
            .forEach(round -> {
              SideReport calling = round.pair().calling();
              SideReport answering = round.pair().answering();
              tiers.add(tier(calling));
              tiers.add(tier(answering));
              cpus.add(List.of(cpu(calling), cpu(answering)));
              calling.notes().forEach(note -> notes.add(name + ": " + note));
              answering.notes().forEach(note -> notes.add(name + ": " + note));
            }));
    return new Environment(
        HostFacts.jdk(),
        HostFacts.cpu(),
        HostFacts.kernel(),
        HostFacts.commit(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        tiers.equals(Set.of(1)) ? 1 : 0,
        pinned(cpus),
        Round.tenth(clockStepNs),
        settings.workload().warmupNs() / 1e6,
        settings.workload().durationNs() / 1e6,
        Topology.read(),
        new ArrayList<>(notes));
  }

  private static int tier(SideReport report) {
    return (int) report.number(SideReport.TIER);
  }

  private static int cpu(SideReport report) {
    return (int) report.number(SideReport.CPU);
  }

  /** The CPUs, if every pair was pinned to the same two; else none. */
  private static List<Integer> pinned(Set<List<Integer>> cpus) {
    return cpus.size() == 1 && !cpus.iterator().next().contains(Assignment.UNPINNED)
        ? cpus.iterator().next()
        : List.of();
  }
}
