package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.limit.StreamLimit;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.program.BesideFramesProgram;
import io.ranvier.bench.program.PacedProgram;
import io.ranvier.bench.program.StreamProgram;
import io.ranvier.bench.ranvier.ChannelSize;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How many items a channel carries in a second, for items of several lengths, beside raw frames and
 * the limit of each length; and how long an item takes at a fixed rate.
 *
 * <p>The entrants are a contender and a length each, named {@code contender@length}. Those of one
 * length are neighbours in each round. With a limit of time there are fewer. The shortest items are
 * measured once more with frames in the same two processes, as {@code
 * ranvier-beside-frames@length}. The latency is that of the shortest items, and named {@code
 * ranvier-paced@length}.
 */
public final class StreamScenario extends LimitedScenario<LimitedMeasurement> {
  /** The lengths that are measured unless others are asked for. */
  public static final List<Integer> LENGTHS = List.of(32, 256, 4096, 65_536, 1 << 20);

  /** How many items are due in a second where each is timed. */
  private static final int PER_SECOND = 100_000;

  private static final String PACED = "-paced";
  private static final String BESIDE = "-beside-frames";

  private final List<Integer> lengths;

  /**
   * @param lengths of items, at least one, each once
   */
  public StreamScenario(List<Integer> lengths) {
    this.lengths = lengths.stream().sorted().toList();
  }

  @Override
  public String name() {
    return "stream";
  }

  /** Returns those that have something to do at one of the lengths. */
  @Override
  public List<? extends Contender> contenders() {
    return Contenders.stream().stream()
        .filter(contender -> lengths.stream().anyMatch(length -> isOf(contender, length)))
        .toList();
  }

  /** False: each entrant has its own. */
  @Override
  public boolean isOfOneLength() {
    return false;
  }

  @Override
  Class<? extends SideProgram> program() {
    return StreamProgram.class;
  }

  @Override
  List<Entrant> entrants(BenchSettings settings) {
    boolean brief = settings.timeLimitNs() != BenchSettings.NO_LIMIT;
    List<Entrant> entrants = new ArrayList<>();
    for (int length : lengths) {
      for (Contender contender : settings.contenders()) {
        if (isOf(contender, length) && (!brief || isTelling(contender, length))) {
          entrants.add(entrant(contender, contender.name(), length, program(), settings));
        }
      }
    }
    int shortest = lengths.getFirst();
    boolean frames = settings.contenders().stream().anyMatch(StreamScenario::isFrames);
    for (Contender contender : settings.contenders()) {
      if (isItems(contender)) {
        String name = contender.name();
        if (frames) {
          entrants.add(
              entrant(contender, name + BESIDE, shortest, BesideFramesProgram.class, settings));
        }
        entrants.add(paced(contender, name + PACED, shortest, settings));
      }
    }
    return entrants;
  }

  private static Entrant entrant(
      Contender contender,
      String name,
      int length,
      Class<? extends SideProgram> program,
      BenchSettings settings) {
    return new Entrant(
        named(name, length), contender, program, settings.workload().withPayloadBytes(length));
  }

  private static Entrant paced(
      Contender contender, String name, int length, BenchSettings settings) {
    Workload workload = settings.workload().withPayloadBytes(length);
    Workload paced = workload.withLoad(workload.load().withPerSecond(PER_SECOND));
    return new Entrant(named(name, length), contender, PacedProgram.class, paced);
  }

  /** Each length has one of the limits. */
  static boolean isOf(Contender contender, int length) {
    return !isLimit(contender) || contender.name().equals(StreamLimit.of(length).name());
  }

  /**
   * Whether a run of little time measures that: items of all lengths, frames of the shortest, each
   * limit by itself at its longest; every pair measures its limit anyway.
   */
  private boolean isTelling(Contender contender, int length) {
    if (isLimit(contender)) {
      return lengths.stream().noneMatch(other -> other > length && isOf(contender, other));
    }
    return isItems(contender) || length == lengths.getFirst();
  }

  private static boolean isItems(Contender contender) {
    return contender.name().equals(StreamRatios.ITEMS);
  }

  private static boolean isFrames(Contender contender) {
    return contender.name().equals(StreamRatios.FRAMES);
  }

  private static boolean isLimit(Contender contender) {
    return contender.name().startsWith("limit");
  }

  /** Returns the name of an entrant. */
  static String named(String contender, int length) {
    return contender + "@" + length;
  }

  @Override
  LimitedMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    if (isPaced(entrant)) {
      return LatencyMeasurement.ofMessages(pair, clockStepNs);
    }
    return isBesideFrames(entrant)
        ? OneWayMeasurement.besideAnother(pair)
        : OneWayMeasurement.of(pair);
  }

  /** Whether the pairs of that entrant have frames where others have their limit. */
  static boolean isBesideFrames(Entrant entrant) {
    return entrant.program() == BesideFramesProgram.class;
  }

  static boolean isPaced(Entrant entrant) {
    return entrant.program() == PacedProgram.class;
  }

  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants,
      SequencedMap<String, SequencedMap<Integer, LimitedMeasurement>> kept) {
    return new StreamRatios(this, entrants, kept).ratios();
  }

  /** Says how the channels were laid out, and which bars the ratios reach. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    for (Entrant entrant : entrants) {
      if (isItems(entrant.contender()) && !isPaced(entrant) && !isBesideFrames(entrant)) {
        int length = entrant.workload().payloadBytes();
        notes.add(entrant.name() + ": " + ChannelSize.of(length).describe());
      }
    }
    notes.addAll(StreamBar.notes(ratios));
    return notes;
  }
}
