package io.ranvier.growth;

import io.ranvier.payload.PayloadClass;
import java.util.Optional;

/** How large an extent should be that was asked for because a payload found no slot. */
final class ExtentPlan {
  private static final long LEAST_SLOT_BYTES = 4 * 1024;
  private static final long USUAL_BYTES = 4 * 1024 * 1024;
  private static final int FEWEST_SLOTS = 2;
  private static final int MOST_SLOTS = 64;

  private ExtentPlan() {}

  /**
   * Plans slots of the next power of two, about four MiB of them, less if the quota is short.
   *
   * @return empty when the quota does not even allow one slot of that size
   */
  static Optional<PayloadClass> of(long lengthBytes, long quotaLeftBytes) {
    long slotBytes = Math.max(LEAST_SLOT_BYTES, Long.highestOneBit(2 * lengthBytes - 1));
    if (slotBytes <= Integer.MAX_VALUE) {
      int slotCount = Math.clamp(USUAL_BYTES / slotBytes, FEWEST_SLOTS, MOST_SLOTS);
      for (int count = slotCount; count > 0; count /= 2) {
        PayloadClass planned = new PayloadClass(slotBytes, count);
        if (planned.geometry().totalBytes() <= quotaLeftBytes) {
          return Optional.of(planned);
        }
      }
    }
    long exactBytes = (lengthBytes + 63) & -64;
    if (exactBytes > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    PayloadClass exact = new PayloadClass(exactBytes, 1);
    return exact.geometry().totalBytes() <= quotaLeftBytes ? Optional.of(exact) : Optional.empty();
  }
}
