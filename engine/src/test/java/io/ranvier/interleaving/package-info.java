/**
 * An explorer of interleavings: runs the engine's own classes in every order in which their
 * accesses to shared memory can happen, and finds the orders that break a promise.
 *
 * <pre>
 * {@link io.ranvier.interleaving.Program}    a few short threads, and what must hold
 * {@link io.ranvier.interleaving.RealClasses}  loads the engine's classes so that each access to shared
 *                 memory, each lock and each park goes through {@link io.ranvier.interleaving.Accesses}
 * {@link io.ranvier.interleaving.Machine}    the memory: what may happen next, and what then holds
 * {@link io.ranvier.interleaving.Explorer}   goes through all orders, depth first, with a set of seen states
 * {@link io.ranvier.interleaving.Defect}     leaves something out of a class: a fence, a second look
 * </pre>
 *
 * <p>Why not Lincheck: its model checker does not see accesses to a {@code MemorySegment} (a race
 * that was planted passed), and it knows no memory order: it could not find a missing fence. Why
 * the real classes and not a model of them: a model proves what somebody believed of the code.
 *
 * <p>Memory order: a thread's stores wait in its buffer. They become visible in any order, but for
 * one place in the order of the program, a release store or an unlock after all stores before it,
 * and no store before one that a store fence parts it from. Loads happen in the order of the
 * program and see the thread's own stores first; an atomic update and a full fence wait until the
 * buffer is empty. That is weaker than x86-64, and finds a missing release or full fence; a missing
 * acquire it does not find, which is what jcstress is for.
 */
package io.ranvier.interleaving;
