package io.ranvier.lane;

import io.ranvier.memory.Faults;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingReader;
import java.lang.foreign.MemorySegment;

/**
 * Tells the call layer which calls come next, several at a time and before the first of them is
 * handled: what answering them needs can be fetched together then.
 */
final class CallsAhead {
  /** So many calls are told of together. */
  private static final int COUNT = 8;

  private CallsAhead() {}

  /** Tells of the calls behind the one that the reader stands at, once for every few of them. */
  static void tell(RingReader ring, MemorySegment cells, CallFrames calls) {
    if ((ring.position() & COUNT - 1) != 0) {
      return;
    }
    int known = Math.min(ring.knownAhead(), COUNT);
    for (int ahead = 1; ahead <= known; ahead++) {
      long offset = ring.offsetAhead(ahead);
      if (FrameLayout.kind(FrameLayout.descriptorPlain(cells, offset)) == FrameLayout.KIND_CALL) {
        calls.onCallAhead(FrameLayout.referencePlain(cells, offset));
      }
    }
    // What is done for them is not to fail in the handler of the call that comes before.
    Faults.check();
  }
}
