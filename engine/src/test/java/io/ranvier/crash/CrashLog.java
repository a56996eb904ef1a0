package io.ranvier.crash;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * What one end of a connection has begun, committed and received, as counts for each stream of
 * messages. Borrows its memory.
 *
 * <p>A stream is what one thread sends in one way: its messages are numbered from 0 on and arrive
 * in order. A word that is raised has one writer.
 */
public final class CrashLog {
  static final long BYTES = 2048;

  /** How many streams a log has room for. */
  public static final int STREAMS = 17;

  private static final long AT_WORK = 8;
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private final MemorySegment segment;

  CrashLog(MemorySegment segment) {
    this.segment = segment;
  }

  /** Makes a log in memory of this process. */
  public static CrashLog ofThisProcess() {
    return new CrashLog(Arena.ofAuto().allocate(BYTES, 64));
  }

  /** What is counted of a stream. */
  public enum Word {
    /** Messages that its sender began to send. */
    BEGUN,
    /** Messages of which its sender was told that they were sent. */
    COMMITTED,
    /** Messages that its receiver got. */
    RECEIVED,
    /**
     * One more than the number of the last call whose receiver sent a short answer; where calls do
     * not come one after the other, how many.
     */
    ANSWERED,
    /** Calls whose sender read the answer. */
    REPLIED,
    /** Calls of which their sender was told that they were not begun. */
    REFUSED,
    /** Calls of which their sender was told that nobody knows. */
    UNKNOWN
  }

  void begin(long connection) {
    LONG.setRelease(segment, 0L, connection + 1);
  }

  boolean isUsed() {
    return (long) LONG.getAcquire(segment, 0L) != 0;
  }

  /** Returns the number of the connection. */
  public long connection() {
    return (long) LONG.getAcquire(segment, 0L) - 1;
  }

  /** Says that this end closes its connection while its other threads send. */
  public void closesAtWork() {
    LONG.setRelease(segment, AT_WORK, 1L);
  }

  public boolean isClosedAtWork() {
    return (long) LONG.getAcquire(segment, AT_WORK) == 1;
  }

  /** Counts one more; returns how many there were before. */
  public long count(int stream, Word word) {
    return (long) LONG.getAndAdd(segment, offset(stream, word), 1L);
  }

  /** Raises a word to a value. */
  public void raise(int stream, Word word, long value) {
    LONG.setRelease(segment, offset(stream, word), value);
  }

  /** Returns how many were counted. */
  public long get(int stream, Word word) {
    return (long) LONG.getAcquire(segment, offset(stream, word));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int stream = 0; stream < STREAMS; stream++) {
      text.append("\n  ").append(stream);
      for (Word word : Word.values()) {
        text.append(' ').append(word).append('=').append(get(stream, word));
      }
    }
    return text.toString();
  }

  private static long offset(int stream, Word word) {
    return 64 + stream * 64L + word.ordinal() * 8L;
  }
}
