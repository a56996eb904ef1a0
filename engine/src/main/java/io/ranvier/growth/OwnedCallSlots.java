package io.ranvier.growth;

import io.ranvier.agreement.Side;
import io.ranvier.call.CallGrowth;
import io.ranvier.call.SlotGrowth;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage.CallSlotsOffered;
import io.ranvier.control.ControlMessage.CallSlotsWanted;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.memory.Janitor;
import io.ranvier.region.Extent;
import io.ranvier.routing.ReplyExtent;
import io.ranvier.routing.ReplyGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The call slots added for this side's calls. Owns their mappings.
 *
 * <pre>
 * state     to        by
 * none      asked     a call finds all slots in use, and there may be more
 * asked     offered   server: the janitor has created the file; client: Offered has come
 * offered   in use    server: Ready has come; client: the janitor has mapped the file
 * asked     refused   the file or the quota was refused; also offered, if it cannot be mapped
 * refused   asked     a call finds all slots in use, a second later or more; but what a client could
 *                     not map it never asks for again
 * in use    none      the end of the connection, as from any state
 * </pre>
 *
 * <p>One array at a time is between asked and in use. Nobody is woken while this object's lock is
 * held. Threads: {@link #request} any; the rest the housekeeper; file work is the janitor's.
 */
final class OwnedCallSlots implements CallGrowth {
  private final Side side;
  private final ReplyGeometry geometry;
  private final ExtentFiles files;
  private final MemoryQuota quota;
  private final SlotGrowth growth;
  private final ControlChannel channel;
  private final CounterBlock counters;
  private final List<Extent> added = new ArrayList<>();
  private final Refusal refusal = new Refusal();
  private ReplyExtent underway;
  private Extent offered;
  private boolean answered;
  private boolean lost;
  private boolean closed;

  /**
   * @param quota of this side's sending direction
   */
  OwnedCallSlots(
      Side side,
      ReplyGeometry geometry,
      ExtentFiles files,
      MemoryQuota quota,
      SlotGrowth growth,
      ControlChannel channel,
      CounterBlock counters) {
    this.side = side;
    this.geometry = geometry;
    this.files = files;
    this.quota = quota;
    this.growth = growth;
    this.channel = channel;
    this.counters = counters;
  }

  @Override
  public synchronized boolean request() {
    if (closed || lost || refusal.holds()) {
      return false;
    }
    if (underway != null) {
      return true;
    }
    Optional<ReplyExtent> next = geometry.extent(added.size() + 1);
    if (next.isEmpty()) {
      return false;
    }
    long bytes = bytes(next.get());
    if (!quota.tryTake(bytes)) {
      note(quota.refusal(bytes));
      return false;
    }
    underway = next.get();
    answered = false;
    if (side == Side.SERVER) {
      Janitor.shared().execute(this::createAndOffer);
    } else {
      channel.send(new CallSlotsWanted(underway.number()));
    }
    return true;
  }

  @Override
  public synchronized String refusal() {
    return refusal.orElse("they are on their way");
  }

  /**
   * Client: the server has created an array for this side's calls.
   *
   * @return false when it is not what this side has asked for
   */
  synchronized boolean onOffered(int number) {
    if (closed || !isExpected(number)) {
      return closed;
    }
    answered = true;
    Janitor.shared().execute(this::mapAndUse);
    return true;
  }

  /**
   * Server: the client has mapped the array that was offered.
   *
   * @return false when none was offered
   */
  boolean onReady(int number) {
    synchronized (this) {
      if (closed || offered == null || !isExpected(number)) {
        return closed;
      }
      use(offered);
    }
    growth.settled();
    return true;
  }

  /**
   * The array that was asked for cannot be had, or the one offered cannot be mapped.
   *
   * @return false when this side waits for no answer
   */
  boolean onRefused(String reason) {
    synchronized (this) {
      boolean waits = side == Side.CLIENT ? underway != null && !answered : offered != null;
      if (closed || !waits) {
        return closed;
      }
      Extent unused = offered;
      offered = null;
      if (unused != null) {
        Janitor.shared().execute(() -> files.drop(unused));
      }
    }
    refuse(reason);
    return true;
  }

  /** Returns whether all files still have their full length (L10). */
  synchronized boolean areIntact() {
    return added.stream().allMatch(Extent::isIntact);
  }

  /** Unmaps everything; nothing is asked for any more. */
  synchronized void close() {
    closed = true;
    Janitor.shared().execute(this::dropAll);
  }

  private void createAndOffer() {
    Extent created = open();
    synchronized (this) {
      if (created == null) {
        return;
      }
      offered = created;
      if (closed) {
        return;
      }
    }
    channel.send(new CallSlotsOffered(side == Side.CLIENT, created.number()));
  }

  private void mapAndUse() {
    Extent mapped = open();
    if (mapped == null) {
      return;
    }
    synchronized (this) {
      if (closed) {
        files.drop(mapped);
      } else {
        use(mapped);
      }
    }
    growth.settled();
  }

  /** Opens the file of what is under way; null when that fails. */
  private Extent open() {
    ReplyExtent wanted = underway();
    try {
      return files.openCallSlots(side, wanted);
    } catch (RuntimeException | Error e) {
      // Whatever it is: who waits for what is under way must hear of it. But first of the end, as
      // with payload slots.
      channel.afterMessages(() -> cannotOpen(ExtentFiles.reason(e)));
      return null;
    }
  }

  private void cannotOpen(String reason) {
    synchronized (this) {
      lost = side == Side.CLIENT;
    }
    refuse(reason);
  }

  private synchronized ReplyExtent underway() {
    return underway;
  }

  private void use(Extent extent) {
    added.add(extent);
    growth.add(extent.segment(), underway, extent.backing());
    underway = null;
    offered = null;
    count(Counter.EXTENTS_ADDED);
  }

  private void refuse(String reason) {
    synchronized (this) {
      if (closed || underway == null) {
        return;
      }
      quota.giveBack(bytes(underway));
      underway = null;
      offered = null;
      note(reason);
    }
    growth.settled();
  }

  private void note(String reason) {
    refusal.note(reason);
    count(Counter.EXTENTS_REFUSED);
  }

  private void count(Counter counter) {
    // The region may go before this object learns of the end; nobody reads the figure then.
    counters.countIfThere(counter);
  }

  private boolean isExpected(int number) {
    return underway != null && !answered && underway.number() == number;
  }

  private static long bytes(ReplyExtent extent) {
    return extent.slotClass().geometry().totalBytes();
  }

  private synchronized void dropAll() {
    added.forEach(files::drop);
    added.clear();
    if (offered != null) {
      files.drop(offered);
      offered = null;
    }
  }
}
