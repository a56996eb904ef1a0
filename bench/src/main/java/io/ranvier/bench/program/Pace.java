package io.ranvier.bench.program;

import io.ranvier.bench.rig.Workload;
import java.util.Optional;

/**
 * When messages are due that are sent at a fixed rate, whether those before them arrived or not.
 *
 * @param perSecond how many are due in a second
 */
public record Pace(int perSecond) {
  /**
   * What any host carries. A sender that cannot keep pace would show how late it was in the end,
   * and take longer than was asked for.
   */
  private static final long MOST_BYTES_PER_SECOND = 800_000_000;

  private static final long SECOND_NS = 1_000_000_000;

  public Pace {
    if (perSecond <= 0) {
      throw new IllegalArgumentException("nothing is due: perSecond=" + perSecond);
    }
  }

  /** Returns why no host can keep that pace, in one sentence, if so. */
  public static Optional<String> refusal(Workload workload) {
    int perSecond = workload.load().perSecond();
    int length = workload.payloadBytes();
    return (long) perSecond * length <= MOST_BYTES_PER_SECOND
        ? Optional.empty()
        : Optional.of(
            "%,d messages a second of %,d bytes are more than a host carries: at most %,d bytes"
                .formatted(perSecond, length, MOST_BYTES_PER_SECOND / perSecond));
  }

  static Pace of(Workload workload) {
    return new Pace(workload.load().perSecond());
  }

  /** Returns how many are due in that time: of seconds and the rest, as the product overflows. */
  long within(long durationNs) {
    return durationNs / SECOND_NS * perSecond + durationNs % SECOND_NS * perSecond / SECOND_NS;
  }

  /** Returns when one is due; does not overflow before 9 * 10^9 of them: an hour has fewer. */
  long dueNs(long startNs, long index) {
    return startNs + index * SECOND_NS / perSecond;
  }
}
