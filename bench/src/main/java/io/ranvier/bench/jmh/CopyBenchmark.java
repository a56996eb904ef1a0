package io.ranvier.bench.jmh;

import io.ranvier.memory.ShortCopy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Copies between off-heap memories, of lengths that the compiler does not know. The first and the
 * last word differ from copy to copy, and are looked at where they arrive.
 */
@HotPath
@State(Scope.Thread)
public class CopyBenchmark extends Primitive {
  private static final VarHandle LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.varHandle().withInvokeExactBehavior();

  /** Bytes to copy. */
  @Param({"8", "16", "32", "64", "256", "1024", "4096", "65536", "1048576"})
  public int length;

  private MemorySegment source;
  private MemorySegment target;
  private long number;

  /** For JMH. */
  public CopyBenchmark() {}

  /** Makes both memories. */
  @Setup(Level.Trial)
  public void open() {
    source = Arena.ofAuto().allocate(length, 64);
    target = Arena.ofAuto().allocate(length, 64);
  }

  /** As this engine copies payloads. */
  @Benchmark
  public long shortCopy(PinnedThread thread) {
    mark();
    ShortCopy.copy(source, 0, target, 0, length);
    return check();
  }

  /** As the JDK does. */
  @Benchmark
  public long segmentCopy(PinnedThread thread) {
    mark();
    MemorySegment.copy(source, 0, target, 0, length);
    return check();
  }

  private void mark() {
    number++;
    LONG.set(source, 0L, number);
    LONG.set(source, length - 8L, number);
  }

  private long check() {
    long first = (long) LONG.get(target, 0L);
    long last = (long) LONG.get(target, length - 8L);
    if (first != number || last != number) {
      throw new IllegalStateException(
          "wrong copy: number=%d, first=%d, last=%d".formatted(number, first, last));
    }
    return first;
  }
}
