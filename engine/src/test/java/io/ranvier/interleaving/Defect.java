package io.ranvier.interleaving;

/**
 * Something left out of a class, to see that the explorer finds out.
 *
 * @param type simple binary name of the class, such as {@code Barrier$1}
 * @param method the method in which it is
 * @param call the name of the method that is called there
 * @param effect what becomes of the call
 */
public record Defect(String type, String method, String call, Effect effect) {
  /** What becomes of a call. */
  public enum Effect {
    /** It is not made; it returns 0, false or null. */
    LEFT_OUT,
    /** A release store becomes a plain one. */
    UNORDERED
  }

  public static Defect without(String type, String method, String call) {
    return new Defect(type, method, call, Effect.LEFT_OUT);
  }

  public static Defect unordered(String type, String method, String call) {
    return new Defect(type, method, call, Effect.UNORDERED);
  }

  boolean isIn(String typeName, String methodName, String calledName) {
    return typeName.endsWith("/" + type) && method.equals(methodName) && call.equals(calledName);
  }
}
