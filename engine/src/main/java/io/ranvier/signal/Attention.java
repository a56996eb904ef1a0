package io.ranvier.signal;

/**
 * Has the housekeeper look after a connection at each of its ticks, as long as something is due
 * there. Where nobody asks, nothing is due, and the housekeeper seldom looks.
 *
 * <p>Threads: any; it never blocks and allocates nothing.
 */
@FunctionalInterface
public interface Attention {
  /** Nobody looks, whoever asks. */
  Attention NONE = () -> {};

  /** Asks. What is due must be there before: under a lock or in a volatile word. */
  void ask();
}
