package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Aeron's IPC, two streams, one per direction; see {@link AeronEnd} for the set-up. */
record AeronWire() implements Wire {
  /** The largest MTU that the driver takes, without a frame's header. */
  static final int LONGEST_BYTES = 65_504 - 32;

  @Override
  public String name() {
    return "aeron";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of(
        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
        "-Dagrona.disable.bounds.checks=true");
  }

  /** Longer messages are cut in fragments and put together in a copy: another thing. */
  @Override
  public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return Wire.refusalToPark(waitMode).or(() -> Wire.refusalOfLength(payloadBytes, LONGEST_BYTES));
  }

  @Override
  public WireEnd openAnswering(Station station) throws IOException {
    return AeronEnd.withDriver(station);
  }

  @Override
  public WireEnd openCalling(Station station) throws IOException {
    return AeronEnd.withoutDriver(station);
  }

  /** Round trips over two streams. */
  public static final class RoundTrip extends WireRoundTrip {
    /** For the children. */
    public RoundTrip() {
      super(new AeronWire());
    }
  }

  /** One-way messages over a stream. */
  public static final class OneWay extends WireOneWay {
    /** For the children. */
    public OneWay() {
      super(new AeronWire());
    }
  }
}
