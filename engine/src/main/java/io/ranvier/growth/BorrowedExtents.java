package io.ranvier.growth;

import io.ranvier.agreement.Agreement;
import io.ranvier.agreement.Side;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.lane.InboundLane;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.Extent;
import io.ranvier.slot.BorrowedSlots;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The extents of the peer's sending direction, as this side reads them. Owns their mappings.
 *
 * <p>The peer cannot make this side map more than the quota they agreed on, nor ask for a second
 * extent before it was answered about the first. Threads: the housekeeper; file work is the
 * janitor's, one piece after the other.
 */
final class BorrowedExtents {
  private final Side side;
  private final Side peer;
  private final ExtentFiles files;
  private final InboundLane lane;
  private final ControlChannel channel;
  private final int firstNumber;
  private final MemoryQuota quota;
  // Those that the inbox does not know are being dropped.
  private final TreeMap<Integer, Extent> extents = new TreeMap<>();
  private boolean underway;
  private boolean closed;

  BorrowedExtents(
      Side side,
      Agreement agreement,
      ExtentFiles files,
      InboundLane lane,
      ControlChannel channel,
      MemoryQuota quota) {
    this.side = side;
    this.peer = side == Side.CLIENT ? Side.SERVER : Side.CLIENT;
    this.files = files;
    this.lane = lane;
    this.channel = channel;
    this.firstNumber = side.peer(agreement).outbound().payloadClasses().size();
    this.quota = quota;
  }

  /**
   * Server: the client needs an extent; creates and offers it.
   *
   * @return false when the client asked before it got an answer, which it must not
   */
  boolean onWanted(PayloadClass payloadClass) {
    return begin(() -> {
      int index = lowestFree();
      answer(
          open(index, payloadClass), new ExtentOffered(peer == Side.CLIENT, index, payloadClass));
    });
  }

  /**
   * Client: the server has created an extent for itself; maps it.
   *
   * @return false when the server offered before it got an answer, which it must not
   */
  boolean onOffered(int index, PayloadClass payloadClass) {
    return begin(() -> answer(open(index, payloadClass), new ExtentReady(index)));
  }

  /**
   * The peer uses an extent no longer; unmaps it.
   *
   * @return false when this side still holds a slot of it, which the peer knows, or was told before
   *     and has not dropped it yet
   */
  synchronized boolean onRetired(int index) {
    Extent extent = extents.get(index);
    if (extent == null || closed) {
      return true;
    }
    BorrowedSlots slots = lane.inbox().find(extent.number(), 0);
    if (slots == null) {
      return false;
    }
    // Forgotten first: nobody takes hold of a slot after the look.
    lane.inbox().remove(extent.number());
    if (slots.heldCount() > 0) {
      return false;
    }
    Janitor.shared()
        .execute(() -> {
          drop(index);
          channel.send(new ExtentDropped(peer == Side.CLIENT, index));
        });
    return true;
  }

  /** Returns whether all files still have their full length (L10). */
  synchronized boolean areIntact() {
    return extents.values().stream().allMatch(Extent::isIntact);
  }

  /** Unmaps everything. */
  synchronized void close() {
    closed = true;
    Janitor.shared().execute(() -> indices().forEach(this::drop));
  }

  private synchronized boolean begin(Runnable fileWork) {
    if (underway || closed) {
      return closed;
    }
    underway = true;
    Janitor.shared().execute(fileWork);
    return true;
  }

  /** Ends what was under way before the peer hears of it: it may ask again at once. */
  private void answer(String refusal, ControlMessage success) {
    synchronized (this) {
      underway = false;
    }
    channel.send(refusal.isEmpty() ? success : new ExtentRefused(refusal));
  }

  /** Returns why there is no extent; empty if there is. */
  private String open(int index, PayloadClass payloadClass) {
    long bytes = payloadClass.geometry().totalBytes();
    if (isFull()) {
      return ExtentFiles.FULL;
    }
    if (!quota.tryTake(bytes)) {
      return quota.refusal(bytes);
    }
    String refusal = "extent refused: index=%d is in use, or the end is near".formatted(index);
    try {
      Extent extent = files.open(peer, index, firstNumber + index, payloadClass);
      if (known(index, extent)) {
        return "";
      }
      files.drop(extent);
    } catch (RuntimeException | Error e) {
      // Whatever it is: the peer waits for an answer.
      refusal = ExtentFiles.reason(e);
    }
    quota.giveBack(bytes);
    return refusal;
  }

  /** Forgets an extent only when its file is gone: from then on another may have its index. */
  private void drop(int index) {
    Extent extent = find(index);
    if (extent != null) {
      lane.inbox().remove(extent.number());
      files.drop(extent);
      forget(index, extent);
    }
  }

  private synchronized Extent find(int index) {
    return extents.get(index);
  }

  private synchronized void forget(int index, Extent extent) {
    extents.remove(index);
    quota.giveBack(extent.totalBytes());
  }

  private synchronized boolean known(int index, Extent extent) {
    if (closed || extents.containsKey(index)) {
      return false;
    }
    extents.put(index, extent);
    lane.inbox().add(extent.number(), extent.borrow());
    return true;
  }

  private synchronized List<Integer> indices() {
    return new ArrayList<>(extents.keySet());
  }

  private synchronized int lowestFree() {
    return ExtentFiles.lowestFree(extents.keySet());
  }

  private synchronized boolean isFull() {
    return ExtentFiles.isFull(extents);
  }
}
