package io.ranvier.session;

import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.OutboundLane;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The extents of this side's sending direction. Owns their mappings.
 *
 * <pre>
 * state     to        by
 * asked     offered   server: the janitor has created the file; client: Offered has come
 * offered   in use    server: Ready has come; client: the janitor has mapped the file
 * asked     none      the file or the quota was refused
 * in use    retired   all slots were free for the idle time, and were taken away
 * retired   none      Dropped has come, or the connection ends
 * </pre>
 *
 * <p>One extent at a time is between asked and in use. Threads: {@link #request} any; the rest the
 * housekeeper; file work is the janitor's.
 */
final class OwnedExtents {
  /** After a refusal nobody asks again for so long. */
  private static final long REFUSAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final Side side;
  private final ExtentFiles files;
  private final OutboundLane lane;
  private final ControlChannel channel;
  private final CounterBlock counters;
  private final int firstNumber;
  private final long quotaBytes;
  private final long idleNs;
  private final TreeMap<Integer, Owned> extents = new TreeMap<>();
  private long takenBytes;
  private boolean underway;
  private boolean refused;
  private long refusedAtNs;
  private boolean closed;

  OwnedExtents(
      Participant participant,
      ExtentFiles files,
      OutboundLane lane,
      ControlChannel channel,
      CounterBlock counters) {
    Agreement agreement = participant.agreement();
    this.side = participant.side();
    this.files = files;
    this.lane = lane;
    this.channel = channel;
    this.counters = counters;
    this.firstNumber = side.own(agreement).outbound().payloadClasses().size();
    this.quotaBytes = agreement.extentQuotaBytes();
    this.idleNs = participant.options().extentIdleNs();
  }

  private enum State {
    OFFERED,
    IN_USE,
    RETIRED
  }

  private static final class Owned {
    final Extent extent;
    State state = State.OFFERED;
    long lastUsedNs;

    Owned(Extent extent) {
      this.extent = extent;
    }
  }

  /** Asks for slots of at least that many bytes; see {@link io.ranvier.lane.LaneHost}. */
  synchronized boolean request(long slotBytes) {
    if (closed || (refused && System.nanoTime() - refusedAtNs < REFUSAL_NS)) {
      return false;
    }
    if (underway) {
      return true;
    }
    Optional<PayloadClass> planned = ExtentPlan.of(slotBytes, quotaBytes - takenBytes);
    if (planned.isEmpty()) {
      return false;
    }
    underway = true;
    refused = false;
    if (side == Side.SERVER) {
      Janitor.shared().execute(() -> createAndOffer(planned.get()));
    } else {
      channel.send(new ExtentWanted(planned.get()));
    }
    return true;
  }

  /** Client: the server has created an extent for this side. */
  void onOffered(int index, PayloadClass payloadClass) {
    Janitor.shared()
        .execute(() -> {
          if (open(index, payloadClass)) {
            use(index);
          }
        });
  }

  /** Server: the client has mapped the extent that was offered. */
  void onReady(int index) {
    use(index);
  }

  /** The extent asked for cannot be had, or the one offered cannot be mapped. */
  void onRefused() {
    refuse();
    synchronized (this) {
      extents.values().removeIf(this::dropIfOffered);
    }
  }

  /** The peer has unmapped a retired extent. */
  synchronized void onDropped(int index) {
    Owned owned = extents.get(index);
    if (owned != null && owned.state == State.RETIRED) {
      extents.remove(index);
      takenBytes -= owned.extent.totalBytes();
      counters.add(Counter.EXTENTS_RETIRED, 1);
      Janitor.shared().execute(() -> files.drop(owned.extent));
    }
  }

  /** Retires extents that were idle long enough. */
  synchronized void onTick(long nowNs) {
    if (extents.isEmpty() || closed) {
      return;
    }
    int ignored = lane.pool().harvest();
    extents.forEach((index, owned) -> retireIfIdle(index, owned, nowNs));
  }

  /** Unmaps everything; nothing is asked for any more. */
  synchronized void close() {
    closed = true;
    List<Owned> all = new ArrayList<>(extents.values());
    extents.clear();
    Janitor.shared().execute(() -> all.forEach(owned -> files.drop(owned.extent)));
  }

  private void createAndOffer(PayloadClass payloadClass) {
    int index = lowestFree();
    if (open(index, payloadClass)) {
      channel.send(new ExtentOffered(side == Side.CLIENT, index, payloadClass));
    }
  }

  private boolean open(int index, PayloadClass payloadClass) {
    Extent extent;
    try {
      extent = files.open(side, index, firstNumber + index, payloadClass);
    } catch (RanvierException e) {
      refuse();
      return false;
    }
    synchronized (this) {
      if (!closed && !extents.containsKey(index)) {
        extents.put(index, new Owned(extent));
        takenBytes += extent.totalBytes();
        return true;
      }
    }
    files.drop(extent);
    return false;
  }

  private void use(int index) {
    synchronized (this) {
      Owned owned = extents.get(index);
      if (closed || owned == null || owned.state != State.OFFERED) {
        return;
      }
      owned.state = State.IN_USE;
      owned.lastUsedNs = System.nanoTime();
      underway = false;
      lane.pool().add(owned.extent.own());
    }
    counters.add(Counter.EXTENTS_ADDED, 1);
    lane.sleeper().wakeAll();
  }

  private void refuse() {
    synchronized (this) {
      underway = false;
      refused = true;
      refusedAtNs = System.nanoTime();
    }
    counters.add(Counter.EXTENTS_REFUSED, 1);
    lane.sleeper().wakeAll();
  }

  private boolean dropIfOffered(Owned owned) {
    if (owned.state != State.OFFERED) {
      return false;
    }
    takenBytes -= owned.extent.totalBytes();
    Janitor.shared().execute(() -> files.drop(owned.extent));
    return true;
  }

  private void retireIfIdle(int index, Owned owned, long nowNs) {
    if (owned.state != State.IN_USE) {
      return;
    }
    int number = owned.extent.number();
    if (lane.pool().takenCount(number) > 0) {
      owned.lastUsedNs = nowNs;
    } else if (nowNs - owned.lastUsedNs >= idleNs && lane.pool().retire(number)) {
      owned.state = State.RETIRED;
      channel.send(new ExtentRetired(side == Side.CLIENT, index));
    }
  }

  private synchronized int lowestFree() {
    int index = 0;
    while (extents.containsKey(index)) {
      index++;
    }
    return index;
  }
}
