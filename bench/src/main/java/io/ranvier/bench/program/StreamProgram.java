package io.ranvier.bench.program;

import io.ranvier.bench.limit.StreamLimit;
import io.ranvier.bench.rig.SideContext;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;

/** Both sides of the stream scenario's rates: the limit of large items is plain memory. */
public final class StreamProgram implements SideProgram {
  /** For {@link io.ranvier.bench.rig.ChildMain}. */
  public StreamProgram() {}

  @Override
  public SideReport run(SideContext context) throws IOException {
    int payloadBytes = context.assignment().workload().payloadBytes();
    return new OneWayProgram(StreamLimit.of(payloadBytes)).run(context);
  }
}
