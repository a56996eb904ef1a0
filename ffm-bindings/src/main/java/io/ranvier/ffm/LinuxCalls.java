package io.ranvier.ffm;

/**
 * The Linux calls that Java lacks, one method each.
 *
 * <p>Every method answers {@code >= 0} on success and {@code -errno} on failure (see {@link Errno})
 * and throws nothing. What is not overridden answers {@code -ENOSYS}, so that an implementation
 * with no methods is the one for "not here", and a test overrides just what it wants to fail.
 *
 * <p>Threads: any. Addresses must stay mapped until the call returns; an address that is not mapped
 * gives EFAULT or ENOMEM, not a crash.
 */
public interface LinuxCalls {
  /**
   * Sleeps while the 32-bit word at an address holds a value, until {@link #futexWake}, by any
   * process that maps the same memory. FUTEX_WAIT, shared.
   *
   * <p>Against a {@link #futexWake} the kernel compares and falls asleep in one step. {@code
   * Thread.interrupt} does not end the sleep; a virtual thread keeps its carrier while it sleeps.
   *
   * @param address of the word, a multiple of 4
   * @param expected the value on which to sleep
   * @param timeoutNs longest sleep on the monotonic clock in nanoseconds; negative: no limit
   * @return 0 when woken, perhaps for no reason: look again; -EAGAIN when the word held another
   *     value; -ETIMEDOUT; -EINTR; -EFAULT; -EINVAL for an unaligned address
   */
  default int futexWait(long address, int expected, long timeoutNs) {
    return -Errno.ENOSYS;
  }

  /**
   * Wakes threads of any process that sleep in {@link #futexWait} on the word at an address.
   * FUTEX_WAKE, shared. Does not sleep.
   *
   * @param address of the word, a multiple of 4; need not be the address at which the sleeper maps
   *     it
   * @param count at most so many
   * @return how many were woken
   */
  default int futexWake(long address, int count) {
    return -Errno.ENOSYS;
  }

  /**
   * Issues memory barriers on other threads. May take microseconds: it interrupts other CPUs.
   *
   * @param command what to do
   * @return 0; for {@link Membarrier#QUERY} the commands that the kernel has, as bits; -EINVAL when
   *     it lacks the command
   */
  default int membarrier(Membarrier command) {
    return -Errno.ENOSYS;
  }

  /**
   * Lets the calling platform thread run on these CPUs only.
   *
   * @param cpus at least one that exists and that the process's cpuset allows
   * @return 0; -EINVAL when none of them may be used; -EOPNOTSUPP for a virtual thread
   */
  default int schedSetAffinity(CpuSet cpus) {
    return -Errno.ENOSYS;
  }

  /**
   * Reads on which CPUs the calling thread (of a virtual thread: its carrier) may run.
   *
   * @param cpus is overwritten on success and unchanged on failure
   * @return 0
   */
  default int schedGetAffinity(CpuSet cpus) {
    return -Errno.ENOSYS;
  }

  /**
   * Tells on which CPU the calling thread runs, or ran a moment ago.
   *
   * @return the CPU's number
   */
  default int getcpu() {
    return -Errno.ENOSYS;
  }

  /**
   * Advises the kernel about a mapped range.
   *
   * @param address a multiple of the page size
   * @param lengthBytes is rounded up to whole pages
   * @param advice what to say; {@link Advice#REMOVE} destroys contents
   * @return 0; -EINVAL for advice that the kernel does not know or that does not suit the mapping;
   *     -ENOMEM; -EFAULT
   */
  default int madvise(long address, long lengthBytes, Advice advice) {
    return -Errno.ENOSYS;
  }

  /**
   * Keeps a mapped range in memory until it is unmapped. Faults in every page, so it may sleep.
   *
   * @param address is rounded down to a page
   * @param lengthBytes is rounded up to whole pages
   * @return 0; -ENOMEM or -EAGAIN when more than allowed (RLIMIT_MEMLOCK) or not mapped; -EPERM
   */
  default int mlock(long address, long lengthBytes) {
    return -Errno.ENOSYS;
  }

  /**
   * Sets by how much the kernel may delay the timeouts of the calling platform thread so as to
   * serve several at once. 50,000 ns unless changed.
   *
   * @param slackNs at least 1; 0 restores the thread's default
   * @return 0; -EOPNOTSUPP for a virtual thread
   */
  default int setTimerSlack(long slackNs) {
    return -Errno.ENOSYS;
  }

  /**
   * Reads what {@link #setTimerSlack} sets.
   *
   * @return nanoseconds
   */
  default long getTimerSlack() {
    return -Errno.ENOSYS;
  }
}
