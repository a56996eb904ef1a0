package io.ranvier.bench.limit;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.SharedFile;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The limit of large messages: plain memory, written once by one process and read once by the
 * other, in a few buffers that are handed over by one word each way.
 *
 * <pre>
 *   offset 0     the reader's position: buffers read so far (reader, release)
 *   offset 4096  buffers: a line whose first word is the buffer's number + 1 (writer, release,
 *                last), then the payload, up to the next line
 * </pre>
 *
 * <p>About {@link #BYTES} of buffers, at least {@link #FEWEST}. No keys, no lengths, no slots to
 * lease: nothing but the bytes and the word that says that they are there. There is no waiting but
 * looking. As with {@link LimitOneWay} the reader of short buffers keeps its distance.
 */
public final class LimitMemory implements OneWayContender {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long BYTES = 4 << 20;
  private static final int FEWEST = 4;
  private static final int MOST = 4096;
  private static final int LINE = 64;
  private static final long POSITION = 0;
  private static final long FIRST = 4096;

  /** How far behind the writer the reader stays while buffers flow. */
  private static final int DISTANCE_BYTES = 4096;

  /** How often the reader pauses when the writer is nearer. */
  private static final int PAUSES = 20;

  @Override
  public String name() {
    return "limit-memory";
  }

  @Override
  public Sink openSink(Station station) throws IOException {
    return new MemorySink(Buffers.open(station));
  }

  @Override
  public Source openSource(Station station) throws IOException {
    return new MemorySource(Buffers.open(station));
  }

  /**
   * The buffers as both sides see them.
   *
   * @param count a power of two
   */
  private record Buffers(MemorySegment memory, int payloadBytes, int count, long strideBytes) {
    static Buffers open(Station station) throws IOException {
      long strideBytes = LINE + ((station.payloadBytes() + LINE - 1L) & -LINE);
      int count = Integer.highestOneBit(Math.clamp(BYTES / strideBytes + 1, FEWEST, MOST));
      MemorySegment memory =
          SharedFile.map(station.directory().resolve("memory"), FIRST + count * strideBytes);
      return new Buffers(memory, station.payloadBytes(), count, strideBytes);
    }

    long at(long number) {
      return FIRST + (number & (count - 1)) * strideBytes;
    }
  }

  private static final class MemorySource implements Source {
    private final Buffers buffers;
    private long room;

    MemorySource(Buffers buffers) {
      this.buffers = buffers;
      this.room = buffers.count();
    }

    @Override
    public void send(long number) {
      Buffers buffers = this.buffers;
      if (number >= room) {
        awaitRoom(number);
      }
      long at = buffers.at(number);
      Pattern.fill(buffers.memory(), at + LINE, buffers.payloadBytes(), Pattern.request(number));
      LONG.setRelease(buffers.memory(), at, number + 1);
    }

    private void awaitRoom(long number) {
      while (number
          >= (room = (long) LONG.getAcquire(buffers.memory(), POSITION) + buffers.count())) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {}
  }

  private static final class MemorySink implements Sink {
    private final Buffers buffers;

    /** How far the reader runs before it tells the writer. */
    private final int stride;

    private final int distance;
    private long told;

    MemorySink(Buffers buffers) {
      this.buffers = buffers;
      this.stride = buffers.count() / 4;
      this.distance = (int) (DISTANCE_BYTES / buffers.strideBytes());
    }

    @Override
    public int take(long first, int limit) {
      if (distance > 0 && !isThere(first + distance)) {
        pause();
      }
      int taken = 0;
      while (taken < limit && isThere(first + taken)) {
        check(first + taken);
        taken++;
        tell(first + taken);
      }
      return taken;
    }

    private boolean isThere(long number) {
      return (long) LONG.getAcquire(buffers.memory(), buffers.at(number)) == number + 1;
    }

    private static void pause() {
      for (int i = 0; i < PAUSES; i++) {
        Thread.onSpinWait();
      }
    }

    private void check(long number) {
      Buffers buffers = this.buffers;
      Pattern.check(
          buffers.memory(),
          buffers.at(number) + LINE,
          buffers.payloadBytes(),
          Pattern.request(number),
          number);
    }

    private void tell(long read) {
      if (read - told >= stride) {
        told = read;
        LONG.setRelease(buffers.memory(), POSITION, read);
      }
    }

    @Override
    public void close() {}
  }
}
