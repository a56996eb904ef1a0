package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The words of a slot array that precede its slots; see {@link SlotArrayGeometry} for where the
 * parts lie.
 *
 * <pre>
 * offset  size  field      writer  order  meaning
 * 0       8     slotBytes  owner   plain  size of a slot; for readers from outside
 * 8       4     slotCount  owner   plain  number of slots; for readers from outside
 * </pre>
 */
public final class SlotArrayLayout {
  /** The header; the bitmaps and generations that follow it are arrays of longs. */
  public static final SharedStruct STRUCT =
      SharedStruct.named("slot array")
          .field(
              "slotBytes", JAVA_LONG, "owner", "plain", "size of a slot; for readers from outside")
          .field(
              "slotCount", JAVA_INT, "owner", "plain", "number of slots; for readers from outside")
          .padTo(SlotArrayGeometry.LINE_PAIR)
          .build();

  private static final long SLOT_BYTES = STRUCT.offset("slotBytes");
  private static final long SLOT_COUNT = STRUCT.offset("slotCount");
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private SlotArrayLayout() {}

  static void describe(MemorySegment segment, long base, SlotArrayGeometry geometry) {
    LONG.set(segment, base + SLOT_BYTES, geometry.slotBytes());
    INT.set(segment, base + SLOT_COUNT, geometry.slotCount());
  }

  static long wordOpaque(MemorySegment segment, long words, int word) {
    return (long) LONG.getOpaque(segment, words + ((long) word << 3));
  }

  static long wordGetAndSetAcquire(MemorySegment segment, long words, int word) {
    return (long) LONG.getAndSetAcquire(segment, words + ((long) word << 3), 0L);
  }

  static long wordGetAndOr(MemorySegment segment, long words, int word, long bits) {
    return (long) LONG.getAndBitwiseOr(segment, words + ((long) word << 3), bits);
  }

  static long wordGetAndClear(MemorySegment segment, long words, int word, long bits) {
    return (long) LONG.getAndBitwiseAnd(segment, words + ((long) word << 3), ~bits);
  }

  static long freesAcquire(MemorySegment segment, long generations, int index) {
    return (long) LONG.getAcquire(segment, generations + ((long) index << 3));
  }

  static void freesRelease(MemorySegment segment, long generations, int index, long frees) {
    LONG.setRelease(segment, generations + ((long) index << 3), frees);
  }

  static boolean casFrees(MemorySegment segment, long generations, int index, long from, long to) {
    return (boolean) LONG.compareAndSet(segment, generations + ((long) index << 3), from, to);
  }
}
