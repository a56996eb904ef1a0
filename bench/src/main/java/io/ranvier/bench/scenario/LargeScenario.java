package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.ranvier.RanvierCallRoundTrip;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How long round trips of long requests take, whose replies are {@link #REPLY_BYTES} long: written
 * and checked in full, and handed over without that.
 *
 * <p>What is handed over is compared with short calls, which are one more entrant, {@code
 * ranvier-32}; what is written and read in full with what others take for the same.
 */
public final class LargeScenario extends RoundTrips {
  /** The length of requests unless another is asked for. */
  public static final int PAYLOAD_BYTES = 1 << 20;

  /** The length of replies. */
  public static final int REPLY_BYTES = 8;

  private static final String LIMIT = "limit";
  private static final String CALLS = "ranvier";
  private static final String HANDED_OVER = "ranvier-handover";
  private static final String SOCKET = "uds";
  private static final int SHORT_BYTES = 32;
  private static final String SHORT_CALLS = CALLS + "-" + SHORT_BYTES;
  private static final Bar HANDED_OVER_BAR = Bar.atMost(3, "");
  private static final Bar SOCKET_BAR = Bar.atMost(1 / 3.0, "");

  /** Stateless. */
  public LargeScenario() {}

  @Override
  public String name() {
    return "large";
  }

  @Override
  public int usualPayloadBytes() {
    return PAYLOAD_BYTES;
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.large();
  }

  /** Adds short calls beside those that are handed over. */
  @Override
  List<Entrant> entrants(BenchSettings settings) {
    Workload workload = settings.workload().withReplyBytes(REPLY_BYTES);
    Workload brief = workload.withPayloadBytes(SHORT_BYTES).withReplyBytes(REPLY_BYTES);
    List<Entrant> entrants = new ArrayList<>();
    for (Contender contender : settings.contenders()) {
      if (contender.name().equals(HANDED_OVER)) {
        Contender calls = new RanvierCallRoundTrip();
        entrants.add(new Entrant(SHORT_CALLS, calls, program(), brief));
      }
      entrants.add(new Entrant(contender.name(), contender, program(), workload));
    }
    return entrants;
  }

  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants,
      SequencedMap<String, SequencedMap<Integer, LatencyMeasurement>> kept) {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    RatioTable<LatencyMeasurement> table = new RatioTable<>(this, kept);
    table.addToLimit(SHORT_CALLS, LIMIT, ratios);
    table.add(HANDED_OVER, SHORT_CALLS, ratios);
    for (Entrant entrant : entrants) {
      String other = entrant.name();
      if (!other.equals(LIMIT) && !other.startsWith(CALLS)) {
        table.add(CALLS, other, ratios);
      }
    }
    return ratios;
  }

  /** Says what the lines are, and whether the bars are reached. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    notes.add("replies have %d bytes".formatted(REPLY_BYTES));
    if (entrants.stream().anyMatch(entrant -> entrant.name().equals(HANDED_OVER))) {
      notes.add(HANDED_OVER + ": of requests the first word is written and checked");
    }
    if (entrants.stream().anyMatch(it -> it.workload().payloadBytes() == PAYLOAD_BYTES)) {
      addNote(HANDED_OVER_BAR, HANDED_OVER + "/" + SHORT_CALLS, ratios, notes);
      addNote(SOCKET_BAR, CALLS + "/" + SOCKET, ratios, notes);
    }
    return notes;
  }

  private static void addNote(
      Bar bar, String ratio, Map<String, Ratio> ratios, List<String> notes) {
    if (ratios.get(ratio) instanceof Ratio.Latency found) {
      notes.add(bar.note(ratio, found.p50()));
    }
  }
}
