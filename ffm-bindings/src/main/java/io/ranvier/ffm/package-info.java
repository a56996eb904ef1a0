/**
 * The few Linux calls that Java lacks, and nothing more.
 *
 * <p>The only place in Ranvier with restricted methods of {@code java.lang.foreign}. Everything
 * above it works without them (tier 0) and is merely cheaper with them (tier 1).
 *
 * <pre>
 *   engine ---> LinuxCalls <--- a test's own, which answers EINTR, ENOSYS, EPERM ...
 *                   ^
 *                   |  NativeAccess.linux() decides once per JVM
 *          +--------+---------+
 *     SyscallGate        every default method:
 *     (syscall(2))       -ENOSYS
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Where native access is not enabled, on another operating system and on a processor whose
 *       call numbers are unknown, no restricted method is ever reached and no warning is printed.
 *   <li>A call answers {@code >= 0}, or {@code -errno} as named in {@link io.ranvier.ffm.Errno}. It
 *       throws nothing, and one call's failure says nothing about another's.
 *   <li>A call allocates nothing once C2 has compiled it, and keeps nothing for a thread that has
 *       ended.
 *   <li>Memory is passed as an address, so no {@link java.lang.foreign.Arena} is held open by a
 *       sleeping thread. Keeping the memory mapped during the call is the caller's duty.
 * </ul>
 *
 * <p>Threads: every method may be called by any thread. The calls that change a property of "the
 * calling thread" refuse virtual threads, whose carrier they would change.
 */
package io.ranvier.ffm;
