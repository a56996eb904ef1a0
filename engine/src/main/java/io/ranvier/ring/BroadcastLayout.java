package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The words of a broadcast's file that precede its cells.
 *
 * <pre>
 * offset  size  field       writer  order    meaning
 *      0     8  magic       server  release  says that the rest is complete; written last
 *      8     4  major       server  plain    layout version; another one is refused
 *     12     4  ringCells   server  plain    number of cells
 *    128     8  last        sender  release  1 + number of the cell at which the last item begins; 0: none yet
 * </pre>
 */
public final class BroadcastLayout {
  /** {@code RANVIERB}, its first letter in the highest byte. */
  public static final long MAGIC = 0x5241_4E56_4945_5242L;

  public static final SharedStruct STRUCT =
      SharedStruct.named("broadcast")
          .field(
              "magic",
              JAVA_LONG,
              "server",
              "release",
              "says that the rest is complete; written last")
          .field("major", JAVA_INT, "server", "plain", "layout version; another one is refused")
          .field("ringCells", JAVA_INT, "server", "plain", "number of cells")
          .padTo(128)
          .field(
              "last",
              JAVA_LONG,
              "sender",
              "release",
              "1 + number of the cell at which the last item begins; 0: none yet")
          .padTo(256)
          .build();

  private static final long MAGIC_OFFSET = STRUCT.offset("magic");
  private static final long MAJOR = STRUCT.offset("major");
  private static final long RING_CELLS = STRUCT.offset("ringCells");
  private static final long LAST = STRUCT.offset("last");
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private BroadcastLayout() {}

  /** Returns the size of the file of a broadcast with that many cells. */
  public static long totalBytes(int ringCells) {
    return STRUCT.byteSize() + (long) ringCells * FrameLayout.CELL_BYTES;
  }

  /** Describes a broadcast that nobody uses yet. */
  public static void describe(MemorySegment segment, int major, int ringCells) {
    INT.set(segment, MAJOR, major);
    INT.set(segment, RING_CELLS, ringCells);
    // HB broadcast.complete: the whole header before the magic number.
    LONG.setRelease(segment, MAGIC_OFFSET, MAGIC);
  }

  public static long magicAcquire(MemorySegment segment) {
    // HB broadcast.complete: the whole header before the magic number.
    return (long) LONG.getAcquire(segment, MAGIC_OFFSET);
  }

  public static int major(MemorySegment segment) {
    return (int) INT.get(segment, MAJOR);
  }

  public static int ringCells(MemorySegment segment) {
    return (int) INT.get(segment, RING_CELLS);
  }

  static long lastAcquire(MemorySegment segment) {
    return (long) LONG.getAcquire(segment, LAST);
  }

  static void lastRelease(MemorySegment segment, long last) {
    LONG.setRelease(segment, LAST, last);
  }
}
