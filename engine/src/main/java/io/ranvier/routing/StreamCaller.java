package io.ranvier.routing;

import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.SlotReference;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ByteChannel;

/**
 * Calls over a byte stream, by the same routing as over shared memory: a thread of this object
 * reads the replies and delivers them into slots, where their callers find them. Owns the channel
 * and the thread.
 *
 * <pre>
 * request  header of the router, payload
 * reply    header of the router, status (4 bytes), payload
 * </pre>
 *
 * <p>Threads: any; each call belongs to one at a time.
 */
public final class StreamCaller implements AutoCloseable {
  private final StreamFrames frames;
  private final ReplyRouter router;
  private final Answerer deliverer;
  private final StreamHeads replyHeads;
  private final CounterBlock counters;
  private final int maxRequestBytes;

  private StreamCaller(
      ByteChannel channel, boolean sequential, ReplyGeometry geometry, int maxRequestBytes) {
    MemorySegment memory = Arena.ofAuto().allocate(CounterBlock.BYTES + geometry.totalBytes(), 128);
    long base = CounterBlock.BYTES;
    this.counters = new CounterBlock(memory, 0);
    this.maxRequestBytes = maxRequestBytes;
    // Both ends of the doorbells are in this process: who rings unparks the sleepers himself.
    Signals signals =
        new Signals(Barrier.FENCE, true, SleepCalls.none(), this::wakeSleepers, counters);
    this.router =
        sequential
            ? new Sequential(memory, base, geometry, signals, Waiting.adaptive())
            : new MuxedSlots(
                memory, base, geometry, SlotBacking.RESERVED, signals, Waiting.adaptive());
    this.deliverer = new Answerer(memory, base, geometry, signals);
    this.replyHeads = sequential ? StreamHeads.counted() : StreamHeads.referenced();
    int headBytes = router.headerBytes() + StreamNumbers.STATUS_BYTES;
    this.frames =
        new StreamFrames(channel, headBytes + Math.max(maxRequestBytes, geometry.maxReplyBytes()));
    Thread.ofPlatform().daemon().name("ranvier-stream-replies").start(this::readReplies);
  }

  /** Makes a caller with one call in flight and no header. */
  public static StreamCaller sequential(
      ByteChannel channel, int maxRequestBytes, int maxReplyBytes) {
    return new StreamCaller(channel, true, new ReplyGeometry(1, maxReplyBytes), maxRequestBytes);
  }

  /** Makes a caller with so many calls in flight. */
  public static StreamCaller muxed(
      ByteChannel channel, int callsInFlight, int maxRequestBytes, int maxReplyBytes) {
    return new StreamCaller(
        channel, false, new ReplyGeometry(callsInFlight, maxReplyBytes), maxRequestBytes);
  }

  /** Returns this side's counters. */
  public CounterBlock counters() {
    return counters;
  }

  /**
   * Returns the router, for calls that are polled: acquire there, send and release here. {@link
   * #call} is for those who wait.
   */
  public ReplyRouter router() {
    return router;
  }

  /**
   * Sends a request and waits for its reply, which stays until {@link #release}.
   *
   * @param timeoutNs the longest wait in nanoseconds for a slot, the turn to send and the reply; a
   *     request that was begun is sent to its end, however long the peer takes to read it
   * @return the call's reference
   * @throws RanvierException TIMED_OUT, CONNECTION_CLOSED, PAYLOAD_TOO_LARGE, INTERRUPTED; the call
   *     is over
   */
  public long call(MemorySegment request, long offset, int length, Reply reply, long timeoutNs) {
    long startNs = System.nanoTime();
    long reference = router.acquire(timeoutNs);
    if (reference == ReplyRouter.NONE) {
      throw failure("no slot", timeoutNs);
    }
    boolean answered = false;
    try {
      send(reference, request, offset, length, timeoutNs - (System.nanoTime() - startNs));
      answered = router.await(reference, reply, timeoutNs - (System.nanoTime() - startNs));
      if (!answered) {
        throw failure("no reply", timeoutNs);
      }
      return reference;
    } finally {
      if (!answered) {
        boolean ignored = release(reference);
      }
    }
  }

  /**
   * Sends the request of a call that was acquired from {@link #router}. Release the call if this
   * fails.
   *
   * @param timeoutNs the longest wait for the turn to send, in nanoseconds; what was begun is
   *     finished, however long the peer takes to read it
   * @throws RanvierException CONNECTION_CLOSED, PAYLOAD_TOO_LARGE, TIMED_OUT, INTERRUPTED;
   *     WRONG_STATE when the call has ended or was sent before
   */
  public void send(long reference, MemorySegment request, long offset, int length, long timeoutNs) {
    if (length > maxRequestBytes) {
      throw new RanvierException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "cannot call: lengthBytes=%d, limitBytes=%d; send less or agree on more"
              .formatted(length, maxRequestBytes));
    }
    try {
      boolean ignored =
          frames.send(
              router.headerBytes(),
              (target, at) -> expect(reference, target, at),
              request,
              offset,
              length,
              timeoutNs);
    } catch (IOException e) {
      router.end();
      throw new RanvierException(
          ErrorCode.CONNECTION_CLOSED,
          "cannot call: stream closed, %s; connect again".formatted(e),
          e);
    }
  }

  /** Ends a call, as {@link ReplyRouter#release}; close the view of its reply before. */
  public boolean release(long reference) {
    if (router instanceof MuxedSlots) {
      // The slot may be leased again at once: nobody must be writing a reply into it.
      deliverer.revoke(reference);
    }
    return router.release(reference);
  }

  /** Closes the stream: calls that wait fail. */
  @Override
  public void close() {
    router.end();
    try {
      frames.close();
    } catch (IOException e) {
      // It is closed all the same; there is nobody to tell.
    }
  }

  /**
   * Runs in the order of the requests on the wire: the reply to each is expected before it goes.
   */
  private boolean expect(long reference, MemorySegment target, long offset) {
    if (!deliverer.accept(router.writeHeader(reference, target, offset))) {
      throw MuxedSlots.ended(reference);
    }
    return true;
  }

  private void readReplies() {
    try (this) {
      int length;
      while ((length = frames.receive()) >= 0) {
        deliver(frames.received(), length);
      }
    } catch (IOException | RanvierException e) {
      // The stream is over, and so are the calls: that is what their callers learn.
    }
  }

  private void deliver(MemorySegment frame, int length) {
    int headBytes = router.headerBytes() + StreamNumbers.STATUS_BYTES;
    if (length < headBytes) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "reply refused: lengthBytes=%d, headBytes=%d".formatted(length, headBytes));
    }
    long reference = replyHeads.next(frame);
    int status = StreamNumbers.number(frame, router.headerBytes());
    Answerer.Outcome outcome =
        deliverer.answer(reference, status, frame, headBytes, length - headBytes);
    if (router instanceof Sequential && outcome != Answerer.Outcome.DELIVERED) {
      // One reply too many: from now on none could be told from another.
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "reply refused: %s, not asked for".formatted(SlotReference.describe(reference)));
    }
  }

  private void wakeSleepers() {
    switch (router) {
      case Sequential sequential -> sequential.replies().unparkAll();
      case MuxedSlots muxed -> muxed.replies().unparkAll();
    }
  }

  private RanvierException failure(String what, long timeoutNs) {
    return router.isEnded()
        ? new RanvierException(
            ErrorCode.CONNECTION_CLOSED,
            "call failed: %s, stream closed; connect again".formatted(what))
        : new RanvierException(
            ErrorCode.TIMED_OUT, "call failed: %s, timeoutNs=%d".formatted(what, timeoutNs));
  }
}
