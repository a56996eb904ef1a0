package io.ranvier.call;

/** The methods of the engine's own service, by which two engines talk. */
public enum EngineMethod {
  /** Opens a virtual connection. */
  OPEN(1),
  /** Closes a virtual connection. */
  CLOSE(2),
  /** Subscribes to a broadcast. */
  SUBSCRIBE(3);

  private final int number;

  EngineMethod(int number) {
    this.number = number;
  }

  /** Returns service and method as they travel: a {@link MethodId}. */
  public int id() {
    return MethodId.ENGINE << MethodId.BITS | number;
  }

  /** Renders a method for messages, whatever number a peer wrote. */
  static String describe(int number) {
    for (EngineMethod method : values()) {
      if (method.number == number) {
        return method.name();
      }
    }
    return Integer.toString(number);
  }
}
