package io.ranvier.bench.contender;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.service.CallHandler;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;

/**
 * Answers calls: checks each request where it lies, all of it or its beginning, and writes the
 * reply where it is sent from.
 *
 * <p>Threads: the polling one.
 */
final class RanvierAnswers implements CallHandler {
  private final int payloadBytes;
  private final int lookedAt;
  private final int replyBytes;
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
    SegmentBuffer reply = responder.claim(replyBytes);
    Pattern.fill(reply.segment(), reply.segmentOffset(), replyBytes, Pattern.reply(number));
    boolean ignored = responder.send();
  }
}
