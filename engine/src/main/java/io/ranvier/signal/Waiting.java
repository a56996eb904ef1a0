package io.ranvier.signal;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.Objects;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * How a thread waits.
 *
 * @param mode what to do between two looks
 * @param spinNs for {@link Mode#ADAPTIVE}: how long to spin before sleeping, in nanoseconds
 * @param idleStrategies for {@link Mode#IDLE}: makes the strategies, one for each handle or wait
 */
public record Waiting(Mode mode, long spinNs, Supplier<? extends IdleStrategy> idleStrategies) {
  /** What a waiting thread does between two looks. */
  public enum Mode {
    /** Spins until the fact is there; never gives up the processor. */
    SPIN,
    /** Spins for a while, then yields, then sleeps until it is woken. */
    ADAPTIVE,
    /** Sleeps at once. */
    PARK,
    /** Asks an Agrona idle strategy; such a thread is never woken, it looks by itself. */
    IDLE
  }

  /** How long an adaptive wait spins by default: longer than a wake-up takes. */
  public static final long DEFAULT_SPIN_NS = 50_000;

  public Waiting {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(idleStrategies, "idleStrategies");
    if (spinNs < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot wait like this: spinNs=%d; choose 0 or more".formatted(spinNs));
    }
  }

  /** Lowest latency; burns a processor for each waiting thread. */
  public static Waiting spin() {
    return new Waiting(Mode.SPIN, 0, Waiting::none);
  }

  /** The default: meets a busy peer spinning, and burns nothing while there is nothing to do. */
  public static Waiting adaptive() {
    return adaptive(DEFAULT_SPIN_NS);
  }

  /** Like {@link #adaptive()} with another time to spin. */
  public static Waiting adaptive(long spinNs) {
    return new Waiting(Mode.ADAPTIVE, spinNs, Waiting::none);
  }

  /** Never spins: for processes that must not burn processor time. */
  public static Waiting park() {
    return new Waiting(Mode.PARK, 0, Waiting::none);
  }

  /** Waits as an Agrona strategy says; the strategy is never shared between handles. */
  public static Waiting idle(Supplier<? extends IdleStrategy> idleStrategies) {
    return new Waiting(Mode.IDLE, 0, idleStrategies);
  }

  /** Returns whether threads that wait like this ever need to be woken. */
  public boolean sleeps() {
    return mode == Mode.ADAPTIVE || mode == Mode.PARK;
  }

  private static IdleStrategy none() {
    throw new IllegalStateException("no idle strategy in this mode");
  }
}
