package io.ranvier.routing;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.SlotReference;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ByteChannel;

/**
 * The answering side of calls over a byte stream; see {@link StreamCaller}. Owns the channel.
 *
 * <p>Threads: one receives; any answer, in any order.
 */
public final class StreamAnswerer implements AutoCloseable {
  /** What {@link #receive} returns when the caller has ended the stream in good order. */
  public static final long END = -1;

  private final StreamFrames frames;
  private final AnswerTable table;
  private final StreamHeads heads;
  private final int headBytes;
  private final int maxRequestBytes;
  private final int maxReplyBytes;
  private final SegmentBuffer request = new SegmentBuffer();

  private StreamAnswerer(
      ByteChannel channel,
      StreamHeads heads,
      int callsInFlight,
      int maxRequestBytes,
      int maxReplyBytes) {
    this.heads = heads;
    this.headBytes = heads.bytes();
    this.maxRequestBytes = maxRequestBytes;
    this.maxReplyBytes = maxReplyBytes;
    int slots = new ReplyGeometry(callsInFlight, maxReplyBytes).slotCount();
    this.table = new AnswerTable(slots);
    this.frames =
        new StreamFrames(
            channel,
            headBytes + StreamNumbers.STATUS_BYTES + Math.max(maxRequestBytes, maxReplyBytes));
  }

  /** Makes the other side of {@link StreamCaller#sequential}; the limits are to be the same. */
  public static StreamAnswerer sequential(
      ByteChannel channel, int maxRequestBytes, int maxReplyBytes) {
    return new StreamAnswerer(channel, StreamHeads.counted(), 1, maxRequestBytes, maxReplyBytes);
  }

  /** Makes the other side of {@link StreamCaller#muxed}; the limits are to be the same. */
  public static StreamAnswerer muxed(
      ByteChannel channel, int callsInFlight, int maxRequestBytes, int maxReplyBytes) {
    return new StreamAnswerer(
        channel, StreamHeads.referenced(), callsInFlight, maxRequestBytes, maxReplyBytes);
  }

  /**
   * Receives the next request, and waits for it.
   *
   * @return the call's reference, to answer it with, or {@link #END}
   * @throws RanvierException PROTOCOL_ERROR: close the stream
   * @throws IOException the stream has failed
   */
  public long receive() throws IOException {
    request.release();
    int length = frames.receive();
    if (length == StreamFrames.END) {
      return END;
    }
    if (length < headBytes) {
      throw refusal("lengthBytes=%d, headBytes=%d".formatted(length, headBytes));
    }
    long reference = heads.next(frames.received());
    if (!table.accept(reference)) {
      throw refusal(SlotReference.describe(reference));
    }
    if (length - headBytes > maxRequestBytes) {
      throw refusal("lengthBytes=%d, limitBytes=%d".formatted(length - headBytes, maxRequestBytes));
    }
    request.wrap(frames.received(), headBytes, length - headBytes);
    return reference;
  }

  /** Returns the request that was received last; dead when the next is received. */
  public SegmentBuffer request() {
    return request;
  }

  /**
   * Answers a call; waits while the stream is full.
   *
   * @param status 0 for an answer, else what went wrong; a number of the user's
   * @throws RanvierException PAYLOAD_TOO_LARGE, INTERRUPTED: the call can still be answered
   * @throws IOException the stream has failed
   */
  public Answerer.Outcome answer(
      long reference, int status, MemorySegment source, long offset, int length)
      throws IOException {
    if (length > maxReplyBytes) {
      throw Answerer.tooLarge(length, maxReplyBytes);
    }
    // The right is used up when it is this answer's turn: who waits for the stream holds nothing.
    int[] claim = {AnswerTable.STALE};
    boolean sent =
        frames.send(
            headBytes + StreamNumbers.STATUS_BYTES,
            (target, at) -> {
              claim[0] = table.claim(reference);
              if (claim[0] != AnswerTable.CLAIMED) {
                return false;
              }
              table.finish(reference);
              writeHead(reference, status, target, at);
              return true;
            },
            source,
            offset,
            length,
            Long.MAX_VALUE);
    if (sent) {
      return Answerer.Outcome.DELIVERED;
    }
    return claim[0] == AnswerTable.STALE ? Answerer.Outcome.STALE : Answerer.Outcome.ANSWERED;
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }

  private void writeHead(long reference, int status, MemorySegment target, long offset) {
    heads.write(reference, target, offset);
    StreamNumbers.number(target, offset + headBytes, status);
  }

  private static RanvierException refusal(String what) {
    return new RanvierException(
        ErrorCode.PROTOCOL_ERROR,
        "request refused: %s; the caller broke the protocol, close the stream".formatted(what));
  }
}
