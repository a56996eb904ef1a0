package io.ranvier.slot;

/**
 * A slot's index and generation packed into one long, as it travels on the wire.
 *
 * <pre>
 * bits   meaning
 * 0-19   slot index, 0 to 1,048,575
 * 20-62  generation, 1 to 2^43 - 1; 0 means "no slot"
 * 63     always 0, so that a reference is never mistaken for a negative status
 * </pre>
 *
 * <p>The generation changes each time the slot is freed. 43 bits last for ten days at ten million
 * leases a second <em>of the same slot</em>; 32 would be back after seven minutes.
 */
public final class SlotReference {
  /** A reference to no slot. */
  public static final long NONE = 0;

  /** The most slots that an array may have. */
  public static final int MAX_SLOTS = 1 << 20;

  private static final int INDEX_BITS = 20;
  private static final long INDEX_MASK = MAX_SLOTS - 1;
  private static final long GENERATION_MASK = (1L << 43) - 1;

  private SlotReference() {}

  public static long of(int index, long generation) {
    return (generation << INDEX_BITS) | (index & INDEX_MASK);
  }

  public static int index(long reference) {
    return (int) (reference & INDEX_MASK);
  }

  public static long generation(long reference) {
    return reference >>> INDEX_BITS;
  }

  /** Returns whether a reference names a slot and its top bit is as it must be. */
  public static boolean isValid(long reference) {
    return reference >= 1L << INDEX_BITS;
  }

  /**
   * Returns the generation that a slot has after it was freed {@code frees} times: the stored word
   * counts frees, so that memory full of zeros is an array of slots in generation 1.
   */
  public static long generationAfter(long frees) {
    return (frees & Long.MAX_VALUE) % GENERATION_MASK + 1;
  }

  /** Returns the smallest number of frees after which a slot has that generation. */
  static long freesBefore(long generation) {
    return generation - 1;
  }

  /** Returns the reference that a slot has after it was freed once more. */
  static long next(long reference) {
    long next = reference + (1L << INDEX_BITS);
    return isValid(next) ? next : of(index(reference), 1);
  }

  /** Returns whether a generation comes after another, also across the wrap. */
  public static boolean isNewer(long generation, long last) {
    return ((generation - last) << (64 - 43)) > 0;
  }

  /** Renders a reference for messages: {@code slot=3, generation=17}. */
  public static String describe(long reference) {
    return "slot=" + index(reference) + ", generation=" + generation(reference);
  }
}
