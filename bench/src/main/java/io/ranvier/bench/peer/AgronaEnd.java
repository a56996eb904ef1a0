package io.ranvier.bench.peer;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import java.lang.foreign.MemorySegment;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** Writes one ring and reads the other. */
final class AgronaEnd implements WireEnd, MessageHandler {
  private static final int MESSAGE = 1;

  private final RingBuffer out;
  private final MemorySegment outMemory;
  private final RingBuffer in;
  private final MemorySegment inMemory;
  private final int outBytes;
  private final int inBytes;
  private Direction direction;
  private long next;

  AgronaEnd(AgronaWire.Ring out, AgronaWire.Ring in) {
    this.out = out.buffer();
    this.outMemory = out.memory();
    this.in = in.buffer();
    this.inMemory = in.memory();
    this.outBytes = out.messageBytes();
    this.inBytes = in.messageBytes();
  }

  @Override
  public void send(long seed) {
    RingBuffer out = this.out;
    int index;
    while ((index = out.tryClaim(MESSAGE, outBytes)) < 0) {
      Thread.onSpinWait();
    }
    Pattern.fill(outMemory, index, outBytes, seed);
    out.commit(index);
  }

  @Override
  public int take(long first, int limit, Direction direction) {
    this.direction = direction;
    next = first;
    return in.read(this, limit);
  }

  @Override
  public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
    long number = next++;
    if (length != inBytes) {
      throw new ContentError("wrong length: number=%d, length=%d".formatted(number, length));
    }
    Pattern.check(inMemory, index, length, direction.seed(number), number);
  }

  /** The mappings stay until the process ends. */
  @Override
  public void close() {}
}
