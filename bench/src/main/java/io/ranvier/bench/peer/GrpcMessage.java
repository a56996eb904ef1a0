package io.ranvier.bench.peer;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.ranvier.bench.contender.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/**
 * A message to be sent: its bytes are made when gRPC drains it, which it does at once on a
 * connection that is up, in the thread that sends.
 */
final class GrpcMessage extends InputStream implements Drainable, KnownLength {
  private final Scratch scratch;
  private final long seed;
  private boolean drained;

  private GrpcMessage(Scratch scratch, long seed) {
    this.scratch = scratch;
    this.seed = seed;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int length = available();
    drained = true;
    Pattern.fill(scratch.segment, 0, length, seed);
    target.write(scratch.bytes, 0, length);
    return length;
  }

  @Override
  public int available() {
    return drained ? 0 : scratch.bytes.length;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("this message is drained, not read");
  }

  /** Where one thread makes its messages, one at a time. */
  static final class Scratch {
    private final byte[] bytes;
    private final MemorySegment segment;

    Scratch(int payloadBytes) {
      this.bytes = new byte[payloadBytes];
      this.segment = MemorySegment.ofArray(bytes);
    }

    GrpcMessage message(long seed) {
      return new GrpcMessage(this, seed);
    }
  }
}
