package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The words of a ring that precede its cells.
 *
 * <pre>
 * offset  size  field  writer    order    meaning
 * 0       8     tail   sender    CAS      number of the next cell to claim; an exclusive sender stores it once a lap
 * 128     8     head   receiver  release  number of the first cell not yet consumed
 * 256     8     taken  receiver  opaque   number of the cell after the last call whose handling has begun
 * </pre>
 */
public final class RingLayout {
  /**
   * Rings and their cells begin on a multiple of that: the eight lines that a sender fetches
   * together then lie in one page, and so in one piece of what a processor fetches by itself.
   */
  public static final int ALIGNMENT = 8 * FrameLayout.CELL_BYTES;

  public static final SharedStruct STRUCT =
      SharedStruct.named("ring")
          .field(
              "tail",
              JAVA_LONG,
              "sender",
              "CAS",
              "number of the next cell to claim; an exclusive sender stores it once a lap")
          .padTo(128)
          .field(
              "head", JAVA_LONG, "receiver", "release", "number of the first cell not yet consumed")
          .padTo(256)
          .field(
              "taken",
              JAVA_LONG,
              "receiver",
              "opaque",
              "number of the cell after the last call whose handling has begun")
          .padTo(ALIGNMENT)
          .build();

  /** The fewest and the most cells of a ring; always a power of two. */
  public static final int MIN_CELLS = 16;

  public static final int MAX_CELLS = 1 << 20;

  private static final long TAIL = STRUCT.offset("tail");
  private static final long HEAD = STRUCT.offset("head");
  private static final long TAKEN = STRUCT.offset("taken");
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();

  private RingLayout() {}

  /** Returns the size of a ring with that many cells, in bytes. */
  public static long totalBytes(int cellCount) {
    return STRUCT.byteSize() + (long) cellCount * FrameLayout.CELL_BYTES;
  }

  /**
   * Returns the most cells that one frame may take: an eighth of the ring and no more than 16, so
   * that the padding before the end of a ring never costs much of it.
   */
  public static int maxFrameCells(int cellCount) {
    return Math.clamp(cellCount >> 3, 2, 16);
  }

  /** Returns the most payload bytes a frame can carry in its cells. */
  public static int maxInlineBytes(int cellCount) {
    return maxFrameCells(cellCount) * FrameLayout.CELL_BYTES - FrameLayout.PAYLOAD_OFFSET;
  }

  /** Sets a ring back to cell 0; nobody may be using it. */
  public static void clear(MemorySegment segment, long base) {
    LONG.set(segment, base + TAIL, 0L);
    LONG.set(segment, base + HEAD, 0L);
    LONG.set(segment, base + TAKEN, 0L);
  }

  static long tailOpaque(MemorySegment segment, long base) {
    return (long) LONG.getOpaque(segment, base + TAIL);
  }

  static void tailOpaque(MemorySegment segment, long base, long tail) {
    LONG.setOpaque(segment, base + TAIL, tail);
  }

  static boolean casTail(MemorySegment segment, long base, long from, long to) {
    return (boolean) LONG.compareAndSet(segment, base + TAIL, from, to);
  }

  static long takenOpaque(MemorySegment segment, long base) {
    return (long) LONG.getOpaque(segment, base + TAKEN);
  }

  static void takenOpaque(MemorySegment segment, long base, long taken) {
    LONG.setOpaque(segment, base + TAKEN, taken);
  }

  public static long headAcquire(MemorySegment segment, long base) {
    return (long) LONG.getAcquire(segment, base + HEAD);
  }

  public static void headRelease(MemorySegment segment, long base, long head) {
    LONG.setRelease(segment, base + HEAD, head);
  }
}
