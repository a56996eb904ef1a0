package io.ranvier.bench.ranvier;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.service.CallHandler;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Answers calls: checks each request where it lies, all of it or its beginning. A short reply lies
 * in memory of the handler's own and is copied as it is sent, a longer one is written where it
 * travels.
 *
 * <p>Threads: the polling one.
 */
final class RanvierAnswers implements CallHandler {
  private final int payloadBytes;
  private final int lookedAt;
  private final int replyBytes;
  private final MemorySegment memory = Arena.ofAuto().allocate(RanvierLink.SHORT_BYTES, 64);
  private long next;

  RanvierAnswers(Station station) {
    this(station, station.payloadBytes());
  }

  /**
   * @param lookedAt how many bytes of a request are checked
   */
  RanvierAnswers(Station station, int lookedAt) {
    this.payloadBytes = station.payloadBytes();
    this.lookedAt = lookedAt;
    this.replyBytes = station.replyBytes();
  }

  /** Returns the number of the next request; all before it were answered. */
  long next() {
    return next;
  }

  @Override
  public void onCall(Request request, Responder responder) {
    long number = next++;
    RanvierLink.check(request.payload(), payloadBytes, lookedAt, Pattern.request(number), number);
    boolean ignored = answer(responder, Pattern.reply(number));
  }

  private boolean answer(Responder responder, long seed) {
    if (replyBytes <= RanvierLink.SHORT_BYTES) {
      Pattern.fill(memory, 0, replyBytes, seed);
      return responder.reply(memory, 0, replyBytes);
    }
    SegmentBuffer reply = responder.claim(replyBytes);
    Pattern.fill(reply.segment(), reply.segmentOffset(), replyBytes, seed);
    return responder.send();
  }
}
