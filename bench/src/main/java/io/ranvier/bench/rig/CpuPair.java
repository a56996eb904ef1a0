package io.ranvier.bench.rig;

import io.ranvier.ffm.CpuSet;
import io.ranvier.ffm.Platform;
import java.util.Arrays;

/**
 * The two CPUs on which the measured threads run.
 *
 * @param calling for the calling side, or {@link Assignment#UNPINNED}
 * @param answering for the answering side, or {@link Assignment#UNPINNED}
 */
public record CpuPair(int calling, int answering) {
  /** Leaves both threads to the kernel. */
  public static final CpuPair UNPINNED = new CpuPair(Assignment.UNPINNED, Assignment.UNPINNED);

  /**
   * Returns the last two CPUs that this process may use: the first ones are where a host's
   * interrupts and other programs gather. {@link #UNPINNED} when there is only one.
   */
  public static CpuPair lastAllowed() {
    int[] allowed = Platform.allowedCpus().toArray();
    return allowed.length < 2
        ? UNPINNED
        : new CpuPair(allowed[allowed.length - 2], allowed[allowed.length - 1]);
  }

  /**
   * Checks a choice.
   *
   * @throws IllegalArgumentException when the CPUs are the same or one may not be used
   */
  public static CpuPair of(int calling, int answering) {
    CpuSet allowed = Platform.allowedCpus();
    for (int cpu : new int[] {calling, answering}) {
      if (!allowed.contains(cpu)) {
        throw new IllegalArgumentException(
            "CPU %d may not be used; this process may use %s".formatted(cpu, allowed));
      }
    }
    if (calling == answering) {
      throw new IllegalArgumentException(
          "two different CPUs are needed, one for each measured thread");
    }
    return new CpuPair(calling, answering);
  }

  /**
   * Returns the CPU of a process. The second that answers and those after it have CPUs of their own
   * as long as there are any, then share that of the first.
   */
  int of(Side side, int receiver) {
    if (side == Side.CALLING) {
      return calling;
    }
    if (receiver == 0 || answering == Assignment.UNPINNED) {
      return answering;
    }
    int[] others =
        Arrays.stream(Platform.allowedCpus().toArray())
            .filter(cpu -> cpu != calling && cpu != answering)
            .toArray();
    return receiver <= others.length ? others[receiver - 1] : answering;
  }
}
