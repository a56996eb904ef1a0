package io.ranvier.session;

import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.InboundLane;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The extents of the peer's sending direction, as this side reads them. Owns their mappings.
 *
 * <p>The peer cannot make this side map more than the quota they agreed on. Threads: the
 * housekeeper; file work is the janitor's.
 */
final class BorrowedExtents {
  private final Side side;
  private final Side peer;
  private final ExtentFiles files;
  private final InboundLane lane;
  private final ControlChannel channel;
  private final int firstNumber;
  private final long quotaBytes;
  private final TreeMap<Integer, Extent> extents = new TreeMap<>();
  private long takenBytes;
  private boolean closed;

  BorrowedExtents(
      Side side, Agreement agreement, ExtentFiles files, InboundLane lane, ControlChannel channel) {
    this.side = side;
    this.peer = side == Side.CLIENT ? Side.SERVER : Side.CLIENT;
    this.files = files;
    this.lane = lane;
    this.channel = channel;
    this.firstNumber = side.peer(agreement).outbound().payloadClasses().size();
    this.quotaBytes = agreement.extentQuotaBytes();
  }

  /** Server: the client needs an extent; creates and offers it. */
  void onWanted(PayloadClass payloadClass) {
    Janitor.shared()
        .execute(() -> {
          int index = lowestFree();
          if (open(index, payloadClass)) {
            channel.send(new ExtentOffered(peer == Side.CLIENT, index, payloadClass));
          }
        });
  }

  /** Client: the server has created an extent for itself; maps it. */
  void onOffered(int index, PayloadClass payloadClass) {
    Janitor.shared()
        .execute(() -> {
          if (open(index, payloadClass)) {
            channel.send(new ExtentReady(index));
          }
        });
  }

  /** The peer uses an extent no longer; unmaps it. */
  synchronized void onRetired(int index) {
    Extent extent = extents.remove(index);
    if (extent == null) {
      return;
    }
    takenBytes -= extent.totalBytes();
    lane.inbox().remove(extent.number());
    Janitor.shared()
        .execute(() -> {
          files.drop(extent);
          channel.send(new ExtentDropped(peer == Side.CLIENT, index));
        });
  }

  /** Unmaps everything. */
  synchronized void close() {
    closed = true;
    List<Extent> all = new ArrayList<>(extents.values());
    extents.clear();
    Janitor.shared().execute(() -> all.forEach(files::drop));
  }

  private boolean open(int index, PayloadClass payloadClass) {
    try {
      take(payloadClass);
      Extent extent = files.open(peer, index, firstNumber + index, payloadClass);
      if (known(index, extent)) {
        return true;
      }
      files.drop(extent);
    } catch (RanvierException e) {
      channel.send(new ExtentRefused(e.getMessage()));
    }
    giveBack(payloadClass);
    return false;
  }

  private synchronized boolean known(int index, Extent extent) {
    if (closed || extents.containsKey(index)) {
      return false;
    }
    extents.put(index, extent);
    lane.inbox().add(extent.number(), extent.borrow());
    return true;
  }

  private synchronized void take(PayloadClass payloadClass) {
    takenBytes += payloadClass.geometry().totalBytes();
    if (takenBytes > quotaBytes) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "cannot add extent: wantedBytes=%d, quotaBytes=%d; raise extentQuotaBytes on both sides"
              .formatted(takenBytes, quotaBytes));
    }
  }

  private synchronized void giveBack(PayloadClass payloadClass) {
    takenBytes -= payloadClass.geometry().totalBytes();
  }

  private synchronized int lowestFree() {
    int index = 0;
    while (extents.containsKey(index)) {
      index++;
    }
    return index;
  }
}
