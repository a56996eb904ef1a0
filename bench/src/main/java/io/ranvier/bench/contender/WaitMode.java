package io.ranvier.bench.contender;

/** How the measured threads wait for each other. */
public enum WaitMode {
  /** The thread looks at the shared word until it changes. */
  SPIN,
  /** The thread sleeps in the kernel at once; no spinning at all. */
  PARK
}
