package io.ranvier.interleaving;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;

/** What the threads of a {@link Program} can ask the explorer for. */
public final class Threads {
  private Threads() {}

  /** Returns memory full of zeros; once for each program. */
  public static MemorySegment memory(long bytes) {
    return Machine.current().memory().allocate(bytes);
  }

  /** Returns the number of the thread that runs, from 0. */
  public static int number() {
    return Machine.current().running().number;
  }

  /** Tries until it succeeds; between two tries something must have become visible. */
  public static void awaitChange(BooleanSupplier attempt) {
    Machine machine = Machine.current();
    Actor running = machine.running();
    while (true) {
      running.attempt = new ArrayList<>();
      running.attemptIsStale = false;
      if (attempt.getAsBoolean()) {
        running.attempt = null;
        running.attemptIsStale = false;
        return;
      }
      machine.step("waits for a change", _ -> running.attemptIsStale);
    }
  }

  /**
   * Sleeps as {@code FUTEX_WAIT} does, until woken, if the word holds what is expected.
   *
   * @param comparesWord false for a kernel that does not look at the word
   * @param mayTimeOut whether the sleep may end by itself
   * @return whether it slept until it was woken
   */
  public static boolean futexWait(
      long address, int expected, boolean comparesWord, boolean mayTimeOut) {
    Machine machine = Machine.current();
    machine.access("futex wait", address, Integer.BYTES);
    machine.emptyBuffer(machine.running());
    int found = (int) machine.memory().word(address);
    machine.note(found);
    if (comparesWord && found != expected) {
      return false;
    }
    machine.sleep(address, mayTimeOut);
    return machine.wasWoken();
  }

  /** Wakes so many threads that sleep on the word, the first first. */
  public static void futexWake(long address, int count) {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      machine.step("futex wake", Machine.ALWAYS);
      machine.emptyBuffer(machine.running());
      machine.wake(address, count);
    }
  }

  /** Executes a full fence on all threads. */
  public static void membarrier() {
    Machine machine = Machine.current();
    machine.step("membarrier", Machine.ALWAYS);
    machine.emptyAllBuffers();
  }
}
