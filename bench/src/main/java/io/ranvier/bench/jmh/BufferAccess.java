package io.ranvier.bench.jmh;

import java.util.Arrays;
import org.agrona.concurrent.AtomicBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Reads and writes through Agrona's interface, one place after another in a page of off-heap
 * memory. What is read is compared with what was written there.
 */
@State(Scope.Thread)
public abstract class BufferAccess extends Primitive {
  private static final int BYTES = 4096;
  private static final int MASK = BYTES - 1;
  private static final int BLOCK = 64;

  private final byte[] block = new byte[BLOCK];
  private AtomicBuffer buffer;
  private int index;
  private long number;

  /** For JMH. */
  BufferAccess() {}

  /** Makes the buffer; a fork measures one kind only. */
  abstract AtomicBuffer open(int lengthBytes);

  /** Fills the buffer: each word holds its index, each byte of a block the same. */
  @Setup(Level.Trial)
  public void fill() {
    buffer = open(BYTES);
    for (int i = 0; i < BYTES; i += Long.BYTES) {
      buffer.putLong(i, i);
    }
    Arrays.fill(block, (byte) 7);
  }

  /** Reads a word and looks at it. */
  @Benchmark
  public long getLong(PinnedThread thread) {
    int at = index;
    long value = buffer.getLong(at);
    if (value != at) {
      throw wrong(at, value);
    }
    index = (at + Long.BYTES) & MASK;
    return value;
  }

  /** Writes a word and reads it back. */
  @Benchmark
  public long putLong(PinnedThread thread) {
    int at = index;
    buffer.putLong(at, ++number);
    index = (at + Long.BYTES) & MASK;
    return buffer.getLong(at) == number ? number : refuse(at);
  }

  /** Writes and reads a word as another thread is to see it. */
  @Benchmark
  public long putLongReleaseGetLongAcquire(PinnedThread thread) {
    int at = index;
    buffer.putLongRelease(at, ++number);
    index = (at + Long.BYTES) & MASK;
    return buffer.getLongAcquire(at) == number ? number : refuse(at);
  }

  /** Reads 64 bytes into an array and looks at the first word's lowest byte. */
  @Benchmark
  public byte getBytes(PinnedThread thread) {
    int at = index;
    buffer.getBytes(at, block);
    if (block[0] != (byte) at || block[1] != (byte) (at >> 8)) {
      throw wrong(at, block[0]);
    }
    index = (at + BLOCK) & MASK;
    return block[0];
  }

  /** Writes 64 bytes from an array and reads the last one back. */
  @Benchmark
  public byte putBytes(PinnedThread thread) {
    int at = index;
    byte last = (byte) ++number;
    block[BLOCK - 1] = last;
    buffer.putBytes(at, block);
    index = (at + BLOCK) & MASK;
    byte read = buffer.getByte(at + BLOCK - 1);
    if (read != last) {
      throw wrong(at, read);
    }
    return read;
  }

  private long refuse(int at) {
    throw wrong(at, buffer.getLong(at));
  }

  private static IllegalStateException wrong(int at, long value) {
    return new IllegalStateException("wrong value: index=%d, value=%d".formatted(at, value));
  }
}
