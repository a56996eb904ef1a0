package io.ranvier.cli;

/** How the program ends. The help of {@code ranvier} lists the same. */
public final class ExitCode {
  /** It did what it was asked to. */
  public static final int OK = 0;

  /** It failed. */
  public static final int FAILED = 1;

  /** It was asked wrongly; nothing was done. */
  public static final int USAGE = 2;

  /** It measured, and what it measured must not be believed. */
  public static final int CHECK_FAILED = 3;

  /** It was ended by a signal: 128 + SIGINT. */
  public static final int ENDED = 130;

  private ExitCode() {}
}
