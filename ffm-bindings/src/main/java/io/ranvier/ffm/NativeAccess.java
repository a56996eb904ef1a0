package io.ranvier.ffm;

/**
 * Decides, once per JVM, whether the Linux calls can be made, and hands them out.
 *
 * <p>Asks only questions that are never restricted, so a JVM without {@code --enable-native-access}
 * stays silent.
 */
public final class NativeAccess {
  private static final Status STATUS;
  private static final LinuxCalls LINUX;

  static {
    Status status =
        decide(
            Platform.isLinux(),
            Platform.architecture(),
            NativeAccess.class.getModule().isNativeAccessEnabled());
    LinuxCalls calls = new LinuxCalls() {};
    if (status == Status.AVAILABLE) {
      // The only way to that class: it links on initialisation, which is what warns.
      if (SyscallGate.isLinked()) {
        calls = new SyscallGate(Platform.architecture().numbers());
      } else {
        status = Status.NO_SYSCALL_FUNCTION;
      }
    }
    STATUS = status;
    LINUX = calls;
  }

  private NativeAccess() {}

  /** Whether the calls can be made, and if not, why not. */
  public enum Status {
    /** The calls reach the kernel. */
    AVAILABLE("native access is available"),

    /** The JVM was not started with native access for this module. */
    NOT_ENABLED(
        "native access is not enabled; start the JVM with --enable-native-access=io.ranvier.ffm,"
            + " or =ALL-UNNAMED when Ranvier is on the class path"),

    /** The operating system is not Linux. */
    NOT_LINUX("the operating system is not Linux"),

    /** The processor's call numbers are not known. */
    UNKNOWN_ARCHITECTURE("the processor is neither x86-64 nor AArch64"),

    /** This JVM cannot link, or the C library does not have, the function {@code syscall}. */
    NO_SYSCALL_FUNCTION("this JVM cannot link the C library's function syscall");

    private final String sentence;

    Status(String sentence) {
      this.sentence = sentence;
    }

    /** Says the same to a person; where there is something to do about it, says what. */
    public String sentence() {
      return sentence;
    }
  }

  /** Whether {@link #linux()} reaches the kernel. */
  public static Status status() {
    return STATUS;
  }

  /**
   * The calls. Where they are not {@link Status#AVAILABLE}, all of them answer {@code -ENOSYS}.
   *
   * @return the same object always
   */
  public static LinuxCalls linux() {
    return LINUX;
  }

  static Status decide(boolean isLinux, Architecture architecture, boolean isEnabled) {
    if (!isLinux) {
      return Status.NOT_LINUX;
    }
    if (architecture == Architecture.OTHER) {
      return Status.UNKNOWN_ARCHITECTURE;
    }
    return isEnabled ? Status.AVAILABLE : Status.NOT_ENABLED;
  }
}
