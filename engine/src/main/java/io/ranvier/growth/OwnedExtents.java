package io.ranvier.growth;

import io.ranvier.agreement.Agreement;
import io.ranvier.agreement.Participant;
import io.ranvier.agreement.Side;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.lane.OutboundLane;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadClass;
import io.ranvier.payload.PayloadPool;
import io.ranvier.region.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The extents of this side's sending direction. Owns their mappings.
 *
 * <pre>
 * state     to        by
 * asked     offered   server: the janitor has created the file; client: Offered has come
 * offered   in use    server: Ready has come; client: the janitor has mapped the file
 * asked     none      the file or the quota was refused
 * offered   dropped   the client cannot map it
 * in use    retired   all slots were free for the idle time, and were taken away
 * retired   dropped   Dropped has come
 * dropped   none      the janitor has unmapped it; so at the connection's end, from any state
 * </pre>
 *
 * <p>One extent at a time is between asked and in use. Threads: {@link #request} any; the rest the
 * housekeeper; file work is the janitor's.
 */
final class OwnedExtents {
  /** So much of the quota is kept for frames and calls, whatever channels ask for. */
  private static final int KEPT_FROM_CHANNELS = 4;

  private final Side side;
  private final ExtentFiles files;
  private final OutboundLane lane;
  private final ControlChannel channel;
  private final CounterBlock counters;
  private final int firstNumber;
  private final MemoryQuota quota;
  private final long idleNs;
  private final TreeMap<Integer, OwnedExtent> extents = new TreeMap<>();
  private final WaitingPools waiting = new WaitingPools();
  private final Refusal refusal = new Refusal();
  private ExtentRequest underway;
  private boolean offered;
  private boolean exhausted;
  private boolean closed;

  OwnedExtents(
      Participant participant,
      ExtentFiles files,
      OutboundLane lane,
      ControlChannel channel,
      CounterBlock counters,
      MemoryQuota quota) {
    Agreement agreement = participant.agreement();
    this.side = participant.side();
    this.files = files;
    this.lane = lane;
    this.channel = channel;
    this.counters = counters;
    this.firstNumber = side.own(agreement).outbound().payloadClasses().size();
    this.quota = quota;
    this.idleNs = participant.options().extentIdleNs();
  }

  /** Asks for slots of at least that many bytes; see {@link io.ranvier.lane.LaneHost}. */
  synchronized boolean request(PayloadPool pool, long slotBytes, long mostBytes) {
    if (closed || refusal.holds()) {
      return false;
    }
    if (underway != null) {
      // Whoever it is for: all look again when it is settled.
      waiting.add(pool);
      return true;
    }
    Optional<PayloadClass> planned =
        ExtentPlan.of(slotBytes, Math.min(mostBytes - pool.totalBytes(), bytesLeft(pool)));
    exhausted = planned.isEmpty() && !makesRoom(pool, slotBytes, mostBytes);
    if (planned.isEmpty()) {
      return !exhausted;
    }
    waiting.add(pool);
    ExtentRequest request = new ExtentRequest(planned.get(), pool);
    underway = request;
    if (side == Side.SERVER) {
      Janitor.shared().execute(() -> createAndOffer(request));
    } else {
      channel.send(new ExtentWanted(request.payloadClass()));
    }
    return true;
  }

  /** Returns why {@link #request} was refused last, by a file, the server or the quota. */
  synchronized String refusal() {
    if (underway != null) {
      return "more is on its way";
    }
    String full = ExtentFiles.isFull(extents) ? ExtentFiles.FULL : quota.shortage();
    return refusal.orElse(exhausted ? full : "more has come just now");
  }

  /**
   * Smaller items may have used up what a channel has: retires its extents of which no slot is in
   * use, if room for a larger one comes of it. The others follow when their slots come back.
   */
  private boolean makesRoom(PayloadPool pool, long slotBytes, long mostBytes) {
    long ownBytes = OwnedExtent.bytesOf(pool, extents.values());
    long most = Math.min(mostBytes, bytesLeft(pool) + ownBytes);
    if (pool == lane.pool() || ownBytes == 0 || ExtentPlan.of(slotBytes, most).isEmpty()) {
      return false;
    }
    waiting.add(pool);
    extents.forEach((index, owned) -> {
      if (owned.pool == pool) {
        retireIfIdle(index, owned, System.nanoTime(), 0);
      }
    });
    return true;
  }

  private long bytesLeft(PayloadPool pool) {
    if (ExtentFiles.isFull(extents)) {
      return 0;
    }
    long left = quota.limitBytes() - quota.takenBytes();
    return pool == lane.pool() ? left : left - quota.limitBytes() / KEPT_FROM_CHANNELS;
  }

  /** Returns whether all files still have their full length (L10). */
  synchronized boolean areIntact() {
    return extents.values().stream().allMatch(owned -> owned.extent.isIntact());
  }

  /**
   * Client: the server has created an extent for this side.
   *
   * @return false when it is not what this side has asked for
   */
  synchronized boolean onOffered(int index, PayloadClass payloadClass) {
    ExtentRequest request = underway;
    if (closed || offered || request == null || !payloadClass.equals(request.payloadClass())) {
      return closed;
    }
    offered = true;
    Janitor.shared()
        .execute(() -> {
          if (open(index, request)) {
            use(index);
          } else {
            // What cannot be mapped here is of no use there.
            channel.send(new ExtentRetired(true, index));
          }
        });
    return true;
  }

  /**
   * The extent asked for cannot be had, or the one offered cannot be mapped: the peer says why.
   * Does nothing when this side waits for no answer.
   */
  void onRefused(String reason) {
    synchronized (this) {
      if (!awaitsAnswer()) {
        return;
      }
      extents.forEach(this::dropIfOffered);
    }
    refuse(reason);
  }

  private boolean awaitsAnswer() {
    return side == Side.CLIENT
        ? underway != null && !offered
        : extents.values().stream().anyMatch(owned -> owned.state == OwnedExtent.State.OFFERED);
  }

  /** The peer has unmapped a retired extent. */
  synchronized void onDropped(int index) {
    OwnedExtent owned = extents.get(index);
    if (!closed && owned != null && owned.state == OwnedExtent.State.RETIRED) {
      owned.state = OwnedExtent.State.DROPPED;
      counters.countIfThere(Counter.EXTENTS_RETIRED);
      Janitor.shared().execute(() -> drop(index));
    }
  }

  /** Retires extents that were idle long enough; returns whether there are any extents. */
  synchronized boolean onTick(long nowNs) {
    if (extents.isEmpty() || closed) {
      return false;
    }
    extents.forEach((index, owned) -> retireIfIdle(index, owned, nowNs, idleNs));
    return true;
  }

  /** Unmaps everything and asks for nothing any more. */
  synchronized void close() {
    closed = true;
    Janitor.shared().execute(() -> indices().forEach(this::drop));
  }

  private void createAndOffer(ExtentRequest request) {
    int index = lowestFree();
    if (open(index, request)) {
      channel.send(new ExtentOffered(side == Side.CLIENT, index, request.payloadClass()));
    }
  }

  private boolean open(int index, ExtentRequest request) {
    long bytes = request.totalBytes();
    if (!quota.tryTake(bytes)) {
      refuse(quota.refusal(bytes));
      return false;
    }
    Extent extent;
    try {
      extent = files.open(side, index, firstNumber + index, request.payloadClass());
    } catch (RuntimeException | Error e) {
      // Whatever it is: who waits for what is under way must hear of it. But first of the end, if
      // that is why: a server removes its files behind its last message.
      quota.giveBack(bytes);
      channel.afterMessages(() -> refuse(ExtentFiles.reason(e)));
      return false;
    }
    synchronized (this) {
      if (!closed && !extents.containsKey(index)) {
        extents.put(index, new OwnedExtent(extent, request.pool()));
        return true;
      }
    }
    files.drop(extent);
    quota.giveBack(bytes);
    refuse("index=%d is in use, or the end is near".formatted(index));
    return false;
  }

  /** Uses the extent that was offered: both sides have mapped it. */
  void use(int index) {
    synchronized (this) {
      OwnedExtent owned = extents.get(index);
      if (closed || owned == null || owned.state != OwnedExtent.State.OFFERED) {
        return;
      }
      owned.state = OwnedExtent.State.IN_USE;
      owned.lastUsedNs = System.nanoTime();
      owned.pool.add(owned.extent.own());
      settled();
    }
    channel.attention().ask();
    counters.countIfThere(Counter.EXTENTS_ADDED);
    waiting.wakeAll();
  }

  private void refuse(String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      settled();
      refusal.note(reason);
    }
    counters.countIfThere(Counter.EXTENTS_REFUSED);
    waiting.wakeAll();
  }

  private void dropIfOffered(int index, OwnedExtent owned) {
    if (owned.state == OwnedExtent.State.OFFERED) {
      owned.state = OwnedExtent.State.DROPPED;
      Janitor.shared().execute(() -> drop(index));
    }
  }

  /** Forgets an extent only when its file is gone: from then on another may have its index. */
  private void drop(int index) {
    OwnedExtent owned;
    synchronized (this) {
      owned = extents.get(index);
    }
    if (owned != null) {
      files.drop(owned.extent);
      synchronized (this) {
        extents.remove(index);
        quota.giveBack(owned.extent.totalBytes());
      }
      waiting.wakeAll();
    }
  }

  private void retireIfIdle(int index, OwnedExtent owned, long nowNs, long afterNs) {
    if (owned.retireIfIdle(nowNs, afterNs)) {
      channel.send(new ExtentRetired(side == Side.CLIENT, index));
    }
  }

  /** Nothing is under way any more. */
  private void settled() {
    underway = null;
    offered = false;
  }

  private synchronized List<Integer> indices() {
    return new ArrayList<>(extents.keySet());
  }

  private synchronized int lowestFree() {
    return ExtentFiles.lowestFree(extents.keySet());
  }
}
