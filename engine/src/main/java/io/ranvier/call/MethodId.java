package io.ranvier.call;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * A service and one of its methods, packed as they travel in a frame.
 *
 * <pre>
 * bits   meaning
 * 0-15   method, 0 to 65,535
 * 16-31  service, 0 to 65,534; 65,535 is the engine's own
 * </pre>
 */
public final class MethodId {
  /** The service by which two engines talk: {@link EngineMethod}. */
  public static final int ENGINE = 0xFFFF;

  static final int BITS = 16;
  private static final int MASK = (1 << BITS) - 1;

  private MethodId() {}

  /**
   * Packs the two.
   *
   * @throws RanvierException INVALID_ARGUMENT when one of them is out of range
   */
  public static int of(int service, int method) {
    if (((service | method) & ~MASK) != 0 || service == ENGINE) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot name method: service=%d, method=%d; a service is 0 to %d, a method 0 to %d"
              .formatted(service, method, ENGINE - 1, MASK));
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
    if (service(id) == ENGINE) {
      return "service=engine, method=" + EngineMethod.describe(method(id));
    }
    return "service=" + service(id) + ", method=" + method(id);
  }
}
