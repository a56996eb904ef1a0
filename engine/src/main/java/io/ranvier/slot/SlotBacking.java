package io.ranvier.slot;

/** Makes sure that memory has storage behind it before it is first written. */
@FunctionalInterface
public interface SlotBacking {
  /** Memory that is backed from the start. */
  SlotBacking RESERVED = (offset, lengthBytes) -> true;

  /**
   * Backs a range; must be cheap when the range is backed already.
   *
   * @return false when the file system has no room for it
   */
  boolean reserve(long offset, long lengthBytes);
}
