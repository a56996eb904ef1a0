package io.ranvier.crash;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a process says of itself, in a mapped file of its own outside all regions: its words outlive
 * it, whenever it is killed.
 *
 * <pre>
 *      0  one more than the number of the crash point at which a thread has stopped
 *      8  bytes of what is wrong
 *     16  what is wrong, in UTF-8
 *   2048  how often each crash point was reached
 *  18432  from which arrival on a thread is to stop at each, written by the test; 0 for never
 *  34816  logs of 2,048 bytes, one for each connection
 * </pre>
 *
 * <p>Threads: any.
 */
public final class Witness {
  public static final int MAX_LOGS = 160;
  static final int MAX_POINTS = 2048;
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long WRONG_BYTES = 8;
  private static final long WRONG = 16;
  private static final long COUNTS = 2048;
  private static final long STOPS = COUNTS + MAX_POINTS * 8L;
  private static final long LOGS = STOPS + MAX_POINTS * 8L;
  private static final long SIZE = LOGS + MAX_LOGS * CrashLog.BYTES;

  private final MemorySegment segment;
  private int logs;

  private Witness(MemorySegment segment) {
    this.segment = segment;
  }

  /** Maps the file, which is made if it is not there; unmapped when nobody refers to it. */
  public static Witness open(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Witness(channel.map(MapMode.READ_WRITE, 0, SIZE, Arena.ofAuto()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a witness of this process alone. */
  public static Witness ofThisProcess() {
    return new Witness(Arena.ofAuto().allocate(SIZE, 64));
  }

  /** Says that one thread is to stop at a point, at this arrival or a later one. */
  public void stopAt(int point, long arrival) {
    LONG.setRelease(segment, STOPS + point * 8L, arrival);
  }

  /** Counts an arrival; returns whether the thread is the one that is to stop there. */
  boolean arrive(int point) {
    long arrival = (long) LONG.getAndAdd(segment, COUNTS + point * 8L, 1L) + 1;
    long from = (long) LONG.getAcquire(segment, STOPS + point * 8L);
    return from != 0 && arrival >= from && LONG.compareAndSet(segment, 0L, 0L, point + 1L);
  }

  /** Returns how often a point was reached. */
  public long arrivals(int point) {
    return (long) LONG.getOpaque(segment, COUNTS + point * 8L);
  }

  /** Returns whether any point was reached. */
  public boolean hasArrivals() {
    return IntStream.range(0, MAX_POINTS).anyMatch(point -> arrivals(point) > 0);
  }

  /** Returns the point at which a thread has stopped; -1 while none has. */
  public int stoppedAt() {
    return (int) (long) LONG.getAcquire(segment, 0L) - 1;
  }

  /** Says what is wrong; the first that is stays. */
  public synchronized void wrong(String what) {
    if ((long) LONG.getAcquire(segment, WRONG_BYTES) == 0) {
      byte[] text = what.getBytes(StandardCharsets.UTF_8);
      int length = (int) Math.min(text.length, COUNTS - WRONG);
      MemorySegment.copy(text, 0, segment, JAVA_BYTE, WRONG, length);
      LONG.setRelease(segment, WRONG_BYTES, (long) length);
    }
  }

  /** Returns what is wrong; empty if nothing is. */
  public String wrong() {
    int length = (int) (long) LONG.getAcquire(segment, WRONG_BYTES);
    byte[] text = segment.asSlice(WRONG, length).toArray(JAVA_BYTE);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Begins the log of a connection; null when there is no room for another. */
  public synchronized CrashLog newLog(long connection) {
    if (logs == MAX_LOGS) {
      return null;
    }
    CrashLog log = logAt(logs++);
    log.begin(connection);
    return log;
  }

  /** Returns the logs of all connections. */
  public List<CrashLog> logs() {
    return IntStream.range(0, MAX_LOGS).mapToObj(this::logAt).filter(CrashLog::isUsed).toList();
  }

  private CrashLog logAt(int index) {
    return new CrashLog(segment.asSlice(LOGS + index * CrashLog.BYTES, CrashLog.BYTES));
  }
}
