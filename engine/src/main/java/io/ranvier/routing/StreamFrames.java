package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on a byte stream. Owns the channel, which must be in blocking mode.
 *
 * <pre>
 * bytes    content
 * 4        how many bytes follow, little-endian
 * 0 to n   head: as the two sides agreed
 * 0 to n   payload
 * </pre>
 *
 * <p>A frame is sent whole or the channel is closed: half a frame would make garbage of all that
 * follows. A length above the limit is refused before anything is allocated for it.
 *
 * <p>Threads: any may send; one receives.
 */
public final class StreamFrames implements AutoCloseable {
  /** What {@link #receive} returns when the other side has ended the stream in good order. */
  public static final int END = -1;

  private final ByteChannel channel;
  private final int maxFrameBytes;
  private final ReentrantLock turn = new ReentrantLock();
  private final MemorySegment outgoing;
  private final MemorySegment incoming;
  private final ByteBuffer outgoingBytes;
  private final ByteBuffer incomingBytes;

  /**
   * @param maxFrameBytes the longest frame in either direction, head and payload together
   */
  public StreamFrames(ByteChannel channel, int maxFrameBytes) {
    this.channel = channel;
    this.maxFrameBytes = maxFrameBytes;
    this.outgoing = Arena.ofAuto().allocate(StreamNumbers.LENGTH_BYTES + (long) maxFrameBytes, 8);
    this.incoming = Arena.ofAuto().allocate(Math.max(StreamNumbers.LENGTH_BYTES, maxFrameBytes), 8);
    this.outgoingBytes = outgoing.asByteBuffer();
    this.incomingBytes = incoming.asByteBuffer();
  }

  /** Writes the head of a frame. */
  @FunctionalInterface
  public interface Head {
    /**
     * Writes as many bytes as were announced, from {@code offset} on.
     *
     * @return false when the frame is not wanted any more: nothing is sent
     */
    boolean write(MemorySegment target, long offset);
  }

  /**
   * Sends a frame. Waits for its turn as long as it is told; a frame that was begun is finished,
   * however long the other side takes to read it.
   *
   * @param headBytes how many bytes the head takes
   * @param head is called when it is this frame's turn: heads are written in the order of the
   *     frames
   * @param timeoutNs the longest wait for the turn, in nanoseconds
   * @return whether it was sent; false when its head said no
   * @throws RanvierException PAYLOAD_TOO_LARGE, TIMED_OUT, INTERRUPTED; nothing was sent
   * @throws IOException the stream has failed, and is closed
   */
  public boolean send(
      int headBytes, Head head, MemorySegment payload, long offset, int length, long timeoutNs)
      throws IOException {
    if (length < 0 || length > maxFrameBytes - headBytes) {
      throw new RanvierException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "cannot send on stream: lengthBytes=%d, limitBytes=%d; send less or agree on more"
              .formatted(length, maxFrameBytes - headBytes));
    }
    awaitTurn(timeoutNs);
    try {
      MemorySegment.copy(payload, offset, outgoing, StreamNumbers.LENGTH_BYTES + headBytes, length);
      StreamNumbers.number(outgoing, 0, headBytes + length);
      if (!head.write(outgoing, StreamNumbers.LENGTH_BYTES)) {
        return false;
      }
      writeWhole(StreamNumbers.LENGTH_BYTES + headBytes + length);
      return true;
    } finally {
      turn.unlock();
    }
  }

  /** Interrupted threads are turned away here: the channel would close for all of them. */
  private void awaitTurn(long timeoutNs) {
    try {
      if (!turn.tryLock(timeoutNs, TimeUnit.NANOSECONDS)) {
        throw new RanvierException(
            ErrorCode.TIMED_OUT,
            "cannot send on stream: timeoutNs=%d; the peer does not read".formatted(timeoutNs));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RanvierException(
          ErrorCode.INTERRUPTED,
          "cannot send on stream: the thread was interrupted, its interrupt status is set");
    }
  }

  private void writeWhole(int bytes) throws IOException {
    outgoingBytes.clear().limit(bytes);
    boolean whole = false;
    try {
      while (outgoingBytes.hasRemaining()) {
        int ignored = channel.write(outgoingBytes);
      }
      whole = true;
    } finally {
      if (!whole) {
        channel.close();
      }
    }
  }

  /**
   * Receives the next frame into {@link #received}; waits for it.
   *
   * @return its length in bytes, or {@link #END}
   * @throws RanvierException PROTOCOL_ERROR when it is longer than the limit
   * @throws IOException the stream has failed, or ended in the middle of a frame
   */
  public int receive() throws IOException {
    if (!fill(StreamNumbers.LENGTH_BYTES)) {
      return END;
    }
    int length = StreamNumbers.number(incoming, 0);
    if (length < 0 || length > maxFrameBytes) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "frame refused: lengthBytes=%d, limitBytes=%d; the peer broke the protocol"
              .formatted(length & 0xFFFFFFFFL, maxFrameBytes));
    }
    if (length > 0 && !fill(length)) {
      throw cutOff();
    }
    return length;
  }

  /** Returns the memory that holds the frame that was received last, from offset 0 on. */
  public MemorySegment received() {
    return incoming;
  }

  /** Closes the channel; who sends or receives fails. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Reads so many bytes; false when the stream ends before the first. */
  private boolean fill(int bytes) throws IOException {
    incomingBytes.clear().limit(bytes);
    while (incomingBytes.hasRemaining()) {
      if (channel.read(incomingBytes) < 0) {
        if (incomingBytes.position() == 0) {
          return false;
        }
        throw cutOff();
      }
    }
    return true;
  }

  private static EOFException cutOff() {
    return new EOFException("stream ended in the middle of a frame");
  }
}
