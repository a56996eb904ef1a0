package io.ranvier.call;

import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Answerer;
import io.ranvier.routing.Reply;
import io.ranvier.routing.ReplyPlace;
import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;

/** Waits for the reply to one call at a time, and shows it. Reusable. One thread at a time. */
final class AwaitedReply implements Ready {
  private final OutboundCalls calls;
  private final CallSender sender;
  private final Waiter waiter;
  private final Reply reply = new Reply();
  private final Envelope envelope = new Envelope();
  private final SleepingPlace dispatched = this::sleepDispatched;
  private final ReplyPlace place = new ReplyPlace();
  private int methodId;
  private long cell;

  AwaitedReply(OutboundCalls calls, CallSender sender, Waiter waiter) {
    this.calls = calls;
    this.sender = sender;
    this.waiter = waiter;
  }

  /** Begins with a call that was sent as the frame in that cell. */
  void begin(int newMethodId, long newReference, long newCell) {
    if (!place.moveOn(newReference)) {
      calls.slots().locate(newReference, place);
    }
    methodId = newMethodId;
    cell = newCell;
  }

  /**
   * Returns whether the reply is there, or none comes any more. For {@link #await}, which minds
   * that the memory may be gone.
   */
  @Override
  public boolean isReady() {
    return place.isAnswered() || calls.isEnded();
  }

  /** Returns the same, whatever has become of the memory. */
  boolean isDone() {
    try {
      return Faults.checked(isReady());
    } catch (IllegalStateException | InternalError e) {
      return calls.lost().or(e) || calls.isEnded();
    }
  }

  /** Returns the reply, waiting for it if need be; as {@link Call#awaitNs}. */
  Reply await(long timeoutNs) {
    CallMisuse.checkTimeout(timeoutNs);
    try {
      // At one place: the compiler takes in only so much, and would spend it on the look in vain.
      for (boolean waits = timeoutNs > 0; !poll(); waits = false) {
        if (!waits) {
          throw unanswered(timeoutNs);
        }
        awaitAnswer(timeoutNs);
      }
      Faults.check();
    } catch (InternalError e) {
      // Compiled code learns of an access to a file that was cut short some instructions later.
      throw cutShort(e, timeoutNs);
    }
    if (reply.status() != 0) {
      throw failure();
    }
    return reply;
  }

  /**
   * Reads the metadata of the reply that {@link #await} returned.
   *
   * @throws RanvierException PROTOCOL_ERROR when it is none
   */
  Metadata metadata() {
    try {
      return Faults.checked(envelope.metadata(reply.payload(), calls.receivedLimits()));
    } catch (RanvierException e) {
      throw calls.refusedPeer(e);
    } catch (IllegalStateException | InternalError e) {
      throw calls.failures().unreadable(e, methodId);
    }
  }

  private RuntimeException failure() {
    try {
      return Faults.checked(Failure.decode(reply, calls.failures().callFailed(methodId)));
    } catch (IllegalStateException | InternalError e) {
      return calls.failures().unreadable(e, methodId);
    }
  }

  /** Ends the call and the view of its reply; a call without one is cancelled. */
  void end(Caller caller) {
    if (reply.payload().isLive()) {
      calls.leases().endSeen(caller, place.reference(), reply.isInSlot());
      reply.release();
    } else {
      calls.leases().endUnseen(caller, sender, place.reference());
    }
  }

  /**
   * Shows the reply if it is there; an answer that came before the end wins over the end. Whoever
   * asks minds the fault of a file that was cut short.
   */
  private boolean poll() {
    try {
      if (!place.poll(reply)) {
        return false;
      }
      if ((reply.flags() & Answerer.ENVELOPE) != 0) {
        reply.skip(envelope.open(reply.payload()));
      } else {
        envelope.clear();
      }
      return true;
    } catch (IllegalStateException e) {
      return calls.lost().or(e);
    } catch (RanvierException e) {
      if (calls.isEnded()) {
        // This side has forgotten the peer's payload slots already: the reply is lost, not wrong.
        return false;
      }
      throw calls.refusedPeer(e);
    }
  }

  private void awaitAnswer(long timeoutNs) {
    CallMisuse.refuseWaitInHandler();
    boolean virtual = Thread.currentThread().isVirtual();
    await(virtual ? dispatched : calls.slots().replies(), timeoutNs);
  }

  private RuntimeException cutShort(InternalError failure, long timeoutNs) {
    boolean ignored = calls.lost().or(failure);
    try {
      return Faults.checked(unanswered(timeoutNs));
    } catch (InternalError e) {
      // Of an access before the first: the end is known by now, and nothing more is looked at.
      return calls.failures().unanswered(true, methodId, timeoutNs);
    }
  }

  private RuntimeException unanswered(long timeoutNs) {
    return calls.failures().unanswered(calls.leases().isTaken(sender, cell), methodId, timeoutNs);
  }

  private void await(SleepingPlace sleepingPlace, long timeoutNs) {
    try {
      boolean ignored = waiter.await(this, sleepingPlace, timeoutNs);
      sender.fetchNext();
    } catch (IllegalStateException e) {
      boolean ignored = calls.lost().or(e);
    }
  }

  private void sleepDispatched(Ready ready, long sleepNs) {
    calls.dispatch().sleep(place.reference(), ready, sleepNs);
  }
}
