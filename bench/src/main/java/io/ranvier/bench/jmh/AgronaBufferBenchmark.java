package io.ranvier.bench.jmh;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Agrona's buffer as it comes: with its bounds checks, and with the JVM flag that it needs. */
public class AgronaBufferBenchmark extends BufferAccess {
  /** For JMH. */
  public AgronaBufferBenchmark() {}

  @Override
  AtomicBuffer open(int lengthBytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(lengthBytes));
  }
}
