package io.ranvier.ring;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.MemorySegment;

/**
 * Where a ring lies and with which key its frames are marked. Borrows its segment.
 *
 * @param segment the memory that holds the ring
 * @param base offset of the ring in the segment, a multiple of {@link RingLayout#ALIGNMENT}
 * @param cellCount number of cells, a power of two from {@link RingLayout#MIN_CELLS} to {@link
 *     RingLayout#MAX_CELLS}
 * @param key random number of the connection; its highest byte is never 0, so that memory full of
 *     zeros holds no frame
 */
public record Ring(MemorySegment segment, long base, int cellCount, long key) {
  public Ring {
    checkCellCount(cellCount);
    if (base % RingLayout.ALIGNMENT != 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out ring: base=%d; choose a multiple of %d"
              .formatted(base, RingLayout.ALIGNMENT));
    }
    if (key >>> 56 == 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT, "cannot use ring key: highest byte is 0; draw another one");
    }
  }

  /** Refuses a number of cells that no ring can have. */
  public static void checkCellCount(int cellCount) {
    if (cellCount < RingLayout.MIN_CELLS
        || cellCount > RingLayout.MAX_CELLS
        || Integer.bitCount(cellCount) != 1) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out ring: ringCells=%d; choose a power of two from %d to %d"
              .formatted(cellCount, RingLayout.MIN_CELLS, RingLayout.MAX_CELLS));
    }
  }

  long cellsBase() {
    return base + RingLayout.STRUCT.byteSize();
  }
}
