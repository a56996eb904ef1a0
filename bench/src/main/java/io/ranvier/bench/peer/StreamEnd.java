package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Pattern;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Messages of one length each way over blocking byte streams.
 *
 * <p>One write per message, since a message counts as sent when the other side can see it; the
 * reader reads as many bytes as are there, up to 64 KiB or one message. A message of length 0 is
 * carried by one byte, since a stream cannot carry nothing.
 */
final class StreamEnd implements WireEnd {
  private static final int READ_BYTES = 64 * 1024;

  private final Opener opener;
  private final int outBytes;
  private final int inBytes;

  /** What a message that comes takes of the stream. */
  private final int wireBytes;

  private final MemorySegment outMessage;
  private final ByteBuffer outBuffer;
  private final MemorySegment inMessages;

  /** Filled up to its position. */
  private final ByteBuffer inBuffer;

  /** Where the first byte not yet taken stands. */
  private int from;

  private Streams streams;

  /** Connects both streams; waits for the other side where that is needed. */
  interface Opener {
    Streams open() throws IOException;
  }

  /** Both directions; one object where one channel does both. */
  record Streams(ReadableByteChannel in, WritableByteChannel out) {}

  StreamEnd(Opener opener, int outBytes, int inBytes) {
    this.opener = opener;
    this.outBytes = outBytes;
    this.inBytes = inBytes;
    this.wireBytes = Math.max(1, inBytes);
    this.outMessage = Arena.global().allocate(Math.max(1, outBytes), Long.BYTES);
    this.outBuffer = outMessage.asByteBuffer();
    this.inMessages = Arena.global().allocate(Math.max(READ_BYTES, wireBytes), Long.BYTES);
    this.inBuffer = inMessages.asByteBuffer();
  }

  @Override
  public void awaitOther() throws IOException {
    streams = opener.open();
  }

  @Override
  public void send(long seed) throws IOException {
    Pattern.fill(outMessage, 0, outBytes, seed);
    outBuffer.clear();
    while (outBuffer.hasRemaining()) {
      streams.out().write(outBuffer);
    }
  }

  @Override
  public int take(long first, int limit, Direction direction) throws IOException {
    while (inBuffer.position() - from < wireBytes) {
      readMore();
    }
    int taken = 0;
    while (taken < limit && inBuffer.position() - from >= wireBytes) {
      long number = first + taken;
      Pattern.check(inMessages, from, inBytes, direction.seed(number), number);
      from += wireBytes;
      taken++;
    }
    return taken;
  }

  private void readMore() throws IOException {
    if (from == inBuffer.position()) {
      inBuffer.clear();
      from = 0;
    } else if (inBuffer.capacity() - from < wireBytes) {
      // The message that has begun does not fit behind: move its bytes to the front.
      inBuffer.flip().position(from);
      inBuffer.compact();
      from = 0;
    }
    if (streams.in().read(inBuffer) < 0) {
      throw new EOFException("the other side closed its stream");
    }
  }

  @Override
  public void close() throws IOException {
    if (streams != null) {
      try {
        streams.in().close();
      } finally {
        streams.out().close();
      }
    }
  }
}
