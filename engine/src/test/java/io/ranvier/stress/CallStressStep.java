package io.ranvier.stress;

/** Something that a thread of the stress test does again and again, a part at a time. */
interface CallStressStep {
  /** Begins a call, or goes on with the one that is under way. */
  void step();

  /** Ends the call that is under way, if there is one. */
  void finish();
}
