package io.ranvier.growth;

import io.ranvier.agreement.Side;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.CallSlotsOffered;
import io.ranvier.control.ControlMessage.CallSlotsReady;
import io.ranvier.control.ControlMessage.CallSlotsRefused;
import io.ranvier.memory.Janitor;
import io.ranvier.region.Extent;
import io.ranvier.routing.ReplyExtent;
import io.ranvier.routing.ReplyGeometry;
import io.ranvier.service.InboundCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The call slots added for the peer's calls, in which this side answers. Owns their mappings.
 *
 * <p>Number and sizes follow from what was agreed: the peer says when, and can ask for no array but
 * the next, nor for more than there are, nor beyond the quota. Threads: the housekeeper; file work
 * is the janitor's.
 */
final class BorrowedCallSlots {
  private final Side peer;
  private final ReplyGeometry geometry;
  private final ExtentFiles files;
  private final MemoryQuota quota;
  private final InboundCalls calls;
  private final ControlChannel channel;
  private final List<Extent> added = new ArrayList<>();
  private boolean underway;
  private boolean closed;

  /**
   * @param quota of the peer's sending direction
   */
  BorrowedCallSlots(
      Side peer,
      ReplyGeometry geometry,
      ExtentFiles files,
      MemoryQuota quota,
      InboundCalls calls,
      ControlChannel channel) {
    this.peer = peer;
    this.geometry = geometry;
    this.files = files;
    this.quota = quota;
    this.calls = calls;
    this.channel = channel;
  }

  /**
   * Server: the client needs an array; creates and offers it.
   *
   * @return false when there is no such array now
   */
  boolean onWanted(int number) {
    return begin(number, new CallSlotsOffered(peer == Side.CLIENT, number));
  }

  /**
   * Client: the server has created an array for its own calls; maps it.
   *
   * @return false when there is no such array now
   */
  boolean onOffered(int number) {
    return begin(number, new CallSlotsReady(number));
  }

  /** Returns whether all files still have their full length (L10). */
  synchronized boolean areIntact() {
    return added.stream().allMatch(Extent::isIntact);
  }

  /** Unmaps everything. */
  synchronized void close() {
    closed = true;
    Janitor.shared().execute(this::dropAll);
  }

  private synchronized boolean begin(int number, ControlMessage success) {
    Optional<ReplyExtent> next = geometry.extent(number);
    if (closed || underway || number != added.size() + 1 || next.isEmpty()) {
      return closed;
    }
    underway = true;
    Janitor.shared().execute(() -> answer(open(next.get()), success));
    return true;
  }

  /** Ends what was under way before the peer hears of it: it may ask again at once. */
  private void answer(String refusal, ControlMessage success) {
    synchronized (this) {
      underway = false;
    }
    channel.send(refusal.isEmpty() ? success : new CallSlotsRefused(refusal));
  }

  /** Returns why there is no such array; empty if there is. */
  private String open(ReplyExtent wanted) {
    long bytes = wanted.slotClass().geometry().totalBytes();
    if (!quota.tryTake(bytes)) {
      return quota.refusal(bytes);
    }
    try {
      use(files.openCallSlots(peer, wanted), wanted);
      return "";
    } catch (RuntimeException | Error e) {
      // Whatever it is: the peer waits for an answer.
      quota.giveBack(bytes);
      return ExtentFiles.reason(e);
    }
  }

  private synchronized void use(Extent extent, ReplyExtent wanted) {
    // At the end dropped by what close() has the janitor do next.
    added.add(extent);
    calls.add(extent.segment(), wanted);
  }

  private synchronized void dropAll() {
    added.forEach(files::drop);
    added.clear();
  }
}
