package io.ranvier.ffm;

import java.util.Map;

/** The kernel's error numbers that callers of {@link LinuxCalls} tell apart. */
public final class Errno {
  /** Not permitted, for instance by a seccomp filter. */
  public static final int EPERM = 1;

  /** A signal handler ran while the call slept. */
  public static final int EINTR = 4;

  /** The futex word did not hold the expected value, or a resource is short at the moment. */
  public static final int EAGAIN = 11;

  /** Memory, or the amount of it that may be locked, is exhausted; or a range is not mapped. */
  public static final int ENOMEM = 12;

  /** An address cannot be accessed. */
  public static final int EFAULT = 14;

  /** An argument is out of its range, or the kernel does not know the command. */
  public static final int EINVAL = 22;

  /** The kernel, or this JVM, does not have the call. */
  public static final int ENOSYS = 38;

  /** The call makes no sense for a virtual thread; Ranvier's own answer. */
  public static final int EOPNOTSUPP = 95;

  /** The timeout passed. */
  public static final int ETIMEDOUT = 110;

  private static final Map<Integer, String> NAMES =
      Map.of(
          EPERM, "EPERM",
          EINTR, "EINTR",
          EAGAIN, "EAGAIN",
          ENOMEM, "ENOMEM",
          EFAULT, "EFAULT",
          EINVAL, "EINVAL",
          ENOSYS, "ENOSYS",
          EOPNOTSUPP, "EOPNOTSUPP",
          ETIMEDOUT, "ETIMEDOUT");

  private Errno() {}

  /**
   * Names a result for a message, for instance {@code EAGAIN} for -11. Not for the hot path.
   *
   * @param result what a call answered
   * @return the name, {@code errno 71} for a number without a name here, {@code success} for {@code
   *     result >= 0}
   */
  public static String nameOf(long result) {
    if (result >= 0) {
      return "success";
    }
    String name = result < -Integer.MAX_VALUE ? null : NAMES.get((int) -result);
    return name != null ? name : "errno " + -result;
  }
}
