package io.ranvier.bench.contender;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.service.CallHandler;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;

/**
 * Answers calls: checks each request where it lies, and writes the reply where it is sent from.
 *
 * <p>Threads: the polling one.
 */
final class RanvierAnswers implements CallHandler {
  private final int payloadBytes;
  private long next;

  RanvierAnswers(int payloadBytes) {
    this.payloadBytes = payloadBytes;
  }

  /** Returns the number of the next request; all before it were answered. */
  long next() {
    return next;
  }

  @Override
  public void onCall(Request request, Responder responder) {
    long number = next++;
    RanvierLink.check(request.payload(), payloadBytes, Pattern.request(number), number);
    SegmentBuffer reply = responder.claim(payloadBytes);
    Pattern.fill(reply.segment(), reply.segmentOffset(), payloadBytes, Pattern.reply(number));
    boolean ignored = responder.send();
  }
}
