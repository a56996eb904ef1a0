package io.ranvier.ffm;

/** The commands of membarrier(2) that work across processes. */
public enum Membarrier {
  /** Asks which commands the kernel has: the answer is a set of {@link #bit() bits}. */
  QUERY(0),

  /**
   * A full fence on every running thread of every registered process, before the call returns. Also
   * needs no registration of the process that calls.
   */
  GLOBAL_EXPEDITED(1 << 1),

  /** Makes this process one whose threads {@link #GLOBAL_EXPEDITED} reaches; once is enough. */
  REGISTER_GLOBAL_EXPEDITED(1 << 2);

  private final int command;

  Membarrier(int command) {
    this.command = command;
  }

  /** The bit of this command in the answer to {@link #QUERY}; 0 for {@code QUERY} itself. */
  public int bit() {
    return command;
  }
}
