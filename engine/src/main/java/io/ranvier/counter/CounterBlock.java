package io.ranvier.counter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The counters of one side of one connection, or of one server. Borrows its segment.
 *
 * <p>A block is an array of longs indexed by {@link Counter#id()}; reads are opaque and may come
 * from any process. Values only grow, except after a restart of the writer's process.
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
    long ignored = (long) LONG.getAndAdd(segment, offset(counter), amount);
  }

  /** Stores the total of a counter whose only writer is the calling thread. */
  public void set(Counter counter, long total) {
    LONG.setOpaque(segment, offset(counter), total);
  }

  /** Returns a counter's present value. */
  public long get(Counter counter) {
    return (long) LONG.getOpaque(segment, offset(counter));
  }

  private long offset(Counter counter) {
    return base + (long) counter.id() * Long.BYTES;
  }
}
