package io.ranvier.bench.limit;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.SharedFile;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The limit of a stream: raw 64-byte cells in a ring, one writer, one reader.
 *
 * <pre>
 *   offset 0     the reader's position: cells taken so far (reader, release)
 *   offset 4096  cells of 64 bytes: sequence word = cell number + 1 (writer, release, last),
 *                then 7 words of content
 * </pre>
 *
 * <p>The sequence words only grow, so there are no keys, no lengths, no kinds: nothing but the
 * transfer of a line per message. The writer looks at the reader's position only when the ring
 * seems full; the reader publishes it once per quarter ring. Content is always 56 bytes whatever
 * the payload asked for, and is checked by the reader; there is no waiting but looking.
 *
 * <p>The reader keeps its distance: it takes cells only when the 64th after them is written too,
 * and else pauses a moment, then takes what is there. A reader at the writer's heels takes each
 * line away half written; whether it gets there is chance, and on two cores costs from a fifth to
 * three quarters of the rate. On two threads of one core it makes no difference.
 */
public final class LimitOneWay implements OneWayContender {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  static final int PAYLOAD_BYTES = 56;

  private static final int CELLS = 4096;
  private static final int CELL_SHIFT = 6;
  private static final long POSITION = 0;
  private static final long RING = 4096;

  /** How far the reader runs before it tells the writer. */
  private static final int STRIDE = CELLS / 4;

  /** How far behind the writer the reader stays while messages flow. */
  private static final int DISTANCE = 64;

  /** How often the reader pauses when the writer is nearer. */
  private static final int PAUSES = 20;

  private final int distance;

  /** The limit of rates. */
  public LimitOneWay() {
    this(DISTANCE);
  }

  private LimitOneWay(int distance) {
    this.distance = distance;
  }

  /** The limit of latencies: its reader keeps no distance, and takes each cell as it comes. */
  public static LimitOneWay ofLatency() {
    return new LimitOneWay(0);
  }

  @Override
  public String name() {
    return "limit-stream";
  }

  @Override
  public Sink openSink(Station station) throws IOException {
    return new CellSink(ring(station), distance);
  }

  @Override
  public Source openSource(Station station) throws IOException {
    return new CellSource(ring(station));
  }

  private static MemorySegment ring(Station station) throws IOException {
    return SharedFile.map(
        station.directory().resolve("cells"), RING + ((long) CELLS << CELL_SHIFT));
  }

  private static long cell(long number) {
    return RING + ((number & (CELLS - 1)) << CELL_SHIFT);
  }

  private static final class CellSource implements Source {
    private final MemorySegment ring;
    private long room = CELLS;

    CellSource(MemorySegment ring) {
      this.ring = ring;
    }

    @Override
    public void send(long number) {
      if (number >= room) {
        awaitRoom(number);
      }
      MemorySegment ring = this.ring;
      long at = cell(number);
      long word = Pattern.request(number);
      LONG.set(ring, at + 8, word);
      LONG.set(ring, at + 16, word + 1);
      LONG.set(ring, at + 24, word + 2);
      LONG.set(ring, at + 32, word + 3);
      LONG.set(ring, at + 40, word + 4);
      LONG.set(ring, at + 48, word + 5);
      LONG.set(ring, at + 56, word + 6);
      LONG.setRelease(ring, at, number + 1);
    }

    private void awaitRoom(long number) {
      while (number >= (room = (long) LONG.getAcquire(ring, POSITION) + CELLS)) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {}
  }

  private static final class CellSink implements Sink {
    private final MemorySegment ring;
    private final int distance;
    private long told;

    CellSink(MemorySegment ring, int distance) {
      this.ring = ring;
      this.distance = distance;
    }

    @Override
    public int take(long first, int limit) {
      MemorySegment ring = this.ring;
      int most = distance == 0 ? limit : distance;
      if (distance > 0 && !isThere(ring, first + distance)) {
        pause();
        most = limit;
      }
      int taken = 0;
      while (taken < most && isThere(ring, first + taken)) {
        check(ring, first + taken);
        taken++;
      }
      if (first + taken - told >= STRIDE) {
        told = first + taken;
        LONG.setRelease(ring, POSITION, told);
      }
      return taken;
    }

    private static boolean isThere(MemorySegment ring, long number) {
      return (long) LONG.getAcquire(ring, cell(number)) == number + 1;
    }

    private static void pause() {
      for (int i = 0; i < PAUSES; i++) {
        Thread.onSpinWait();
      }
    }

    private static void check(MemorySegment ring, long number) {
      long at = cell(number);
      long word = Pattern.request(number);
      long wrong = (long) LONG.get(ring, at + 8) ^ word;
      wrong |= (long) LONG.get(ring, at + 16) ^ (word + 1);
      wrong |= (long) LONG.get(ring, at + 24) ^ (word + 2);
      wrong |= (long) LONG.get(ring, at + 32) ^ (word + 3);
      wrong |= (long) LONG.get(ring, at + 40) ^ (word + 4);
      wrong |= (long) LONG.get(ring, at + 48) ^ (word + 5);
      wrong |= (long) LONG.get(ring, at + 56) ^ (word + 6);
      if (wrong != 0) {
        throw new ContentError("wrong bytes in a cell: number=%d".formatted(number));
      }
    }

    @Override
    public void close() {}
  }
}
