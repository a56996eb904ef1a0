package io.ranvier.bench.ranvier;

import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import java.util.List;

/**
 * Calls of this engine whose requests are handed over as they lie: of each only the first word is
 * written and checked, which says that it is the right one.
 *
 * <p>What that takes does not follow from the length: it is what a caller pays for memory that
 * somebody else fills, or that nobody looks at in full.
 */
public final class RanvierHandOver implements RoundTripContender {
  @Override
  public String name() {
    return "ranvier-handover";
  }

  @Override
  public List<String> jvmFlags() {
    return RanvierLink.CALL_JVM_FLAGS;
  }

  @Override
  public Echo openEcho(Station station) {
    return RanvierCallRoundTrip.openCheckingEcho(station, touchedBytes(station));
  }

  @Override
  public Caller openCaller(Station station) {
    return RanvierCallRoundTrip.openWritingCaller(station, touchedBytes(station));
  }

  private static int touchedBytes(Station station) {
    return Math.min(Long.BYTES, station.payloadBytes());
  }
}
