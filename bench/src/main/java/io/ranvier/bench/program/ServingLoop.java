package io.ranvier.bench.program;

import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;

/** What the answering side does in one phase. */
interface ServingLoop {
  /** Takes messages until the one that the calling side has announced as the last. */
  void run(PhaseBoard board) throws IOException;
}
