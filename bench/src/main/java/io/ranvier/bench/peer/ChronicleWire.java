package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Chronicle Queue, a queue per direction; see {@link ChronicleEnd} for the set-up. */
record ChronicleWire() implements Wire {
  /** Far below the quarter of a block by which mappings overlap. */
  private static final int LONGEST_BYTES = 8 << 20;

  /** Three files of each queue: being written, being read, and just given back. */
  private static final long LEAST_FREE_BYTES = 2 * 3 * ChronicleEnd.FILE_BYTES;

  @Override
  public String name() {
    return "chronicle";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of(
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dchronicle.analytics.disable=true",
        "-Dchronicle.announcer.disable=true",
        "-Ddisable.single.threaded.check=true",
        "-Dslf4j.internal.verbosity=ERROR");
  }

  @Override
  public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return Wire.refusalToPark(waitMode).or(() -> Wire.refusalOfLength(payloadBytes, LONGEST_BYTES));
  }

  @Override
  public WireEnd openAnswering(Station station) throws IOException {
    checkSpace(station);
    return new ChronicleEnd(station, Direction.REPLY, Direction.REQUEST);
  }

  @Override
  public WireEnd openCalling(Station station) throws IOException {
    return new ChronicleEnd(station, Direction.REQUEST, Direction.REPLY);
  }

  /** A page of a full file system in memory is a crash when it is touched, not an error. */
  private static void checkSpace(Station station) throws IOException {
    long freeBytes = Files.getFileStore(station.directory()).getUsableSpace();
    if (freeBytes < LEAST_FREE_BYTES) {
      throw new IOException(
          "its files need more room: directory=%s, free=%d, needed=%d"
              .formatted(station.directory(), freeBytes, LEAST_FREE_BYTES));
    }
  }

  /** Round trips over two queues. */
  public static final class RoundTrip extends WireRoundTrip {
    /** For the children. */
    public RoundTrip() {
      super(new ChronicleWire());
    }
  }

  /** One-way messages through a queue. */
  public static final class OneWay extends WireOneWay {
    /** For the children. */
    public OneWay() {
      super(new ChronicleWire());
    }
  }
}
