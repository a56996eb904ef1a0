/**
 * Counters that live in the shared files, so that any process that may read a file can read them
 * without the owner's help, also after the owner's death.
 *
 * <p>Each counter is written by one {@linkplain io.ranvier.counter.Counter.Writer kind of writer},
 * and each kind of writer has 128 bytes of its own, so counting never makes two threads share a
 * line. A counter costs its writer one store; nobody ever waits for one.
 */
package io.ranvier.counter;
