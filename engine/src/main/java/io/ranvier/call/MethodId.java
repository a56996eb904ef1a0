package io.ranvier.call;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * A service and one of its methods, packed as they travel in a frame.
 *
 * <pre>
 * bits   meaning
 * 0-15   method, 0 to 65,535
 * 16-31  service, 0 to 65,535
 * </pre>
 */
public final class MethodId {
  private static final int BITS = 16;
  private static final int MASK = (1 << BITS) - 1;

  private MethodId() {}

  /**
   * Packs the two.
   *
   * @throws RanvierException INVALID_ARGUMENT when one of them is out of range
   */
  public static int of(int service, int method) {
    if (((service | method) & ~MASK) != 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot name method: service=%d, method=%d; both are 0 to %d"
              .formatted(service, method, MASK));
    }
    return service << BITS | method;
  }

  public static int service(int id) {
    return id >>> BITS;
  }

  public static int method(int id) {
    return id & MASK;
  }

  /** Renders the two for messages: {@code service=3, method=17}. */
  public static String describe(int id) {
    return "service=" + service(id) + ", method=" + method(id);
  }
}
