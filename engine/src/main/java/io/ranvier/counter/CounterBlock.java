package io.ranvier.counter;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The counters of one side of one connection, or of one server. Borrows its segment.
 *
 * <p>A block is an array of longs indexed by {@link Counter#id()}; reads are opaque and may come
 * from any process. Values only grow, except after a restart of the writer's process. Whoever
 * counts in memory that is unmapped meanwhile counts for nobody, and is not told.
 */
public final class CounterBlock {
  /** Size of a block in bytes: 128 for each kind of writer. */
  public static final int BYTES = Counter.Writer.values().length * Counter.PER_WRITER * Long.BYTES;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

  private final MemorySegment segment;
  private final long base;

  /**
   * @param base offset of the block in the segment, a multiple of 128
   */
  public CounterBlock(MemorySegment segment, long base) {
    this.segment = segment;
    this.base = base;
  }

  /** Adds to a counter; atomic, for counters with several writers or off the hot path. */
  public void add(Counter counter, long amount) {
    try {
      long ignored = (long) LONG.getAndAdd(segment, offset(counter), amount);
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
    }
  }

  /** Stores the total of a counter whose only writer is the calling thread. */
  public void set(Counter counter, long total) {
    try {
      LONG.setOpaque(segment, offset(counter), total);
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
    }
  }

  /** Adds one; does nothing if the memory is unmapped or was cut short. */
  public void countIfThere(Counter counter) {
    try {
      add(counter, 1);
      Faults.check();
    } catch (InternalError e) {
      // Whoever counts does something that must come to its end.
    }
  }

  /**
   * Returns a counter's present value.
   *
   * @throws RanvierException CONNECTION_CLOSED when the memory that it lay in is unmapped;
   *     IO_FAILURE when somebody made its file shorter
   */
  public long get(Counter counter) {
    try {
      return Faults.checked((long) LONG.getOpaque(segment, offset(counter)));
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
      throw new RanvierException(
          ErrorCode.CONNECTION_CLOSED,
          "cannot read counter: counter=%s, closed=true; read it before you close"
              .formatted(counter),
          e);
    } catch (InternalError e) {
      throw new RanvierException(
          ErrorCode.IO_FAILURE,
          "cannot read counter: counter=%s; somebody made its file shorter".formatted(counter),
          e);
    }
  }

  private void refuseUnlessUnmapped(IllegalStateException e) {
    if (segment.scope().isAlive()) {
      throw e;
    }
  }

  private long offset(Counter counter) {
    return base + (long) counter.id() * Long.BYTES;
  }
}
