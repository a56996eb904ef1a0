package io.ranvier.bench.rig;

/** A run could not be made or does not count. */
public sealed class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A child failed, hung, or could not be started. */
  public static final class Broken extends BenchException {
    private static final long serialVersionUID = 1L;

    public Broken(String message) {
      super(message, null);
    }

    public Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The measurement ran and failed a check of its own: it must not be believed. */
  public static final class CheckFailed extends BenchException {
    private static final long serialVersionUID = 1L;

    public CheckFailed(String message) {
      super(message, null);
    }
  }

  /** The run was ended from outside, by a signal; nothing is wrong with it. */
  public static final class Ended extends BenchException {
    private static final long serialVersionUID = 1L;

    public Ended() {
      super("the run was ended", null);
    }
  }
}
