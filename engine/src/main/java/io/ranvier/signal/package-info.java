/**
 * Waiting for a word that another process writes, and waking whoever waits.
 *
 * <pre>
 *   publisher                                  sleeper
 *   1 publish the fact (release)               1 store "wanted"
 *   2 barrier                                  2 barrier
 *   3 "wanted" set? ring                       3 fact there? do not sleep
 *                                              4 sleep until "rung" moves
 * </pre>
 *
 * <p>One of the two always sees the other: that is the whole proof that no wake-up is lost, and it
 * needs a full barrier between 1 and the look that follows on <em>both</em> sides. Where both
 * processes can use {@code membarrier}, the sleeper executes the barrier for the two of them, and
 * publishing costs one load of a line that rarely changes ({@link io.ranvier.signal.Barrier}).
 *
 * <p>Sleeping is by futex where native access is enabled (tier 1), otherwise by parking the thread
 * until the housekeeper has read a byte from the connection's socket (tier 0; also how virtual
 * threads sleep at either tier). Behaviour is the same; only the cost differs.
 *
 * <p>All waiters of a doorbell are woken together and look for themselves, so a waiter that leaves
 * after it was woken takes no wake-up away from another.
 */
package io.ranvier.signal;
