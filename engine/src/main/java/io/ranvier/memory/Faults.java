package io.ranvier.memory;

/**
 * Lets the fault of a file that somebody made shorter show where it is expected. The access itself
 * fails at once only where the JVM interprets it. Compiled code goes on with whatever lies in the
 * register, and the {@link InternalError} comes at the next point where the JVM can stop the
 * thread: often the return of the method, which is behind its {@code catch}. So a {@code try} that
 * catches the error ends by one of these calls, in each of its ways out.
 *
 * <p>Costs two turns of an empty loop. Threads: any.
 */
public final class Faults {
  /** No constant, or the loop would be none; nobody changes it. */
  @SuppressWarnings("FieldMayBeFinal")
  private static int turns = 2;

  private Faults() {}

  /**
   * Throws the error of an access before this call, if it has failed.
   *
   * <p>Compiled code looks at each turn of a loop whose turns it cannot count whether it is to
   * stop.
   */
  public static void check() {
    int left = turns;
    while (left != 0) {
      left >>>= 1;
    }
  }

  /** As {@link #check}, for what a method returns. */
  public static boolean checked(boolean value) {
    check();
    return value;
  }

  /** As {@link #check}, for what a method returns. */
  public static int checked(int value) {
    check();
    return value;
  }

  /** As {@link #check}, for what a method returns. */
  public static long checked(long value) {
    check();
    return value;
  }

  /** As {@link #check}, for what a method returns. */
  public static <T> T checked(T value) {
    check();
    return value;
  }

  /** Forgets the error of an access before this call: what follows must be done to its end. */
  public static void absorb() {
    try {
      check();
    } catch (InternalError e) {
      // Whatever was read is not relied on, and whatever was to be written is lost.
    }
  }
}
