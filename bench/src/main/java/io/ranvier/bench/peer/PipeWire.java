package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two named pipes, one per direction.
 *
 * <p>Set-up: blocking reads and writes of off-heap memory; the kernel's usual pipe of 64 KiB, since
 * Java cannot ask for a longer one. Both sides open for reading and writing, which does not wait
 * for the other side.
 */
record PipeWire() implements Wire {
  private static final String MAKER = "mkfifo";

  @Override
  public String name() {
    return "pipe";
  }

  @Override
  public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean found =
        Stream.of(path.split(":")).anyMatch(place -> Files.isExecutable(Path.of(place, MAKER)));
    return found
        ? Optional.empty()
        : Optional.of("named pipes are made by mkfifo, which is not in the PATH");
  }

  @Override
  public WireEnd openAnswering(Station station) throws IOException {
    make(station, Direction.REQUEST);
    make(station, Direction.REPLY);
    return open(station, Direction.REQUEST, Direction.REPLY);
  }

  @Override
  public WireEnd openCalling(Station station) throws IOException {
    return open(station, Direction.REPLY, Direction.REQUEST);
  }

  private static WireEnd open(Station station, Direction in, Direction out) {
    return new StreamEnd(
        () -> new StreamEnd.Streams(channel(station, in), channel(station, out)),
        out.bytes(station),
        in.bytes(station));
  }

  private static FileChannel channel(Station station, Direction direction) throws IOException {
    return FileChannel.open(
        path(station, direction), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Path path(Station station, Direction direction) {
    return station.directory().resolve(direction.name());
  }

  private static void make(Station station, Direction direction) throws IOException {
    String path = path(station, direction).toString();
    Process maker = new ProcessBuilder(MAKER, "-m", "600", path).inheritIO().start();
    try {
      int exitCode = maker.waitFor();
      if (exitCode != 0) {
        throw new IOException("mkfifo failed: exitCode=%d, path=%s".formatted(exitCode, path));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while mkfifo ran: path=" + path, e);
    }
  }

  /** Round trips over two pipes. */
  public static final class RoundTrip extends WireRoundTrip {
    /** For the children. */
    public RoundTrip() {
      super(new PipeWire());
    }
  }

  /** One-way messages through a pipe. */
  public static final class OneWay extends WireOneWay {
    /** For the children. */
    public OneWay() {
      super(new PipeWire());
    }
  }
}
