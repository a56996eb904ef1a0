package io.ranvier.virtual;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.lang.foreign.Arena;

/**
 * A virtual connection that the peer wants to open. To be accepted or rejected once, during the
 * acceptor's call. Borrows the request.
 *
 * <p>Threads: the acceptor's.
 */
public final class VirtualOffer {
  private final VirtualConnections connections;
  private final Request request;
  private final Responder responder;
  private final int id;
  private final int inFlight;

  VirtualOffer(
      VirtualConnections connections, Request request, Responder responder, int id, int inFlight) {
    this.connections = connections;
    this.request = request;
    this.responder = responder;
    this.id = id;
    this.inFlight = inFlight;
  }

  /** Returns what the opener says about the connection. */
  public Metadata metadata() {
    return request.metadata();
  }

  /** Returns how many calls in flight the opener asks for. */
  public int inFlight() {
    return inFlight;
  }

  /** Returns the user the opener's process runs as, as the kernel says. */
  public String peerUser() {
    return request.peerUser();
  }

  /**
   * Accepts: the connection is open when this returns.
   *
   * @throws RanvierException WRONG_STATE when it was accepted or rejected before
   */
  public VirtualConnection accept(VirtualOptions options) {
    refuseUnlessPending();
    VirtualConnection accepted = connections.accept(id, inFlight, options);
    boolean told = false;
    try {
      SegmentBuffer answer =
          new SegmentBuffer(Arena.ofAuto().allocate(Integer.BYTES), 0, Integer.BYTES);
      answer.putInt(0, accepted.inFlight());
      told = responder.with(options.metadata()).reply(answer);
    } finally {
      if (!told) {
        connections.forget(accepted);
      }
    }
    return accepted;
  }

  /**
   * Rejects; the opener gets REJECTED with the reason.
   *
   * @throws RanvierException WRONG_STATE when it was accepted or rejected before
   */
  public void reject(String reason) {
    refuseUnlessPending();
    boolean ignored = responder.fail(ErrorCode.REJECTED, reason);
  }

  boolean isPending() {
    return responder.isPending();
  }

  private void refuseUnlessPending() {
    if (!isPending()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot decide about virtual connection=%d; it was decided before".formatted(id));
    }
  }
}
