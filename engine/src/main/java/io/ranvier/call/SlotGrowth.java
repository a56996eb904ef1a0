package io.ranvier.call;

import io.ranvier.error.RanvierException;
import io.ranvier.lane.PollingThread;
import io.ranvier.memory.EngineThread;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.routing.ReplyExtent;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.SlotBlock;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * How the call slots of one side become more while its connection lives: who finds none free asks,
 * and whoever waits is woken when there are more. What was added stays to the end.
 *
 * <p>Threads: any; arrays are added by one at a time.
 */
public final class SlotGrowth {
  /** A file is made and mapped in far less, unless a process is stopped. */
  private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(10);

  private final MuxedSlots slots;
  private final ReplyDispatch dispatch;
  private final Waiting waiting;
  private volatile CallGrowth growth = CallGrowth.NONE;

  SlotGrowth(MuxedSlots slots, ReplyDispatch dispatch, Waiting waiting) {
    this.slots = slots;
    this.dispatch = dispatch;
    this.waiting = waiting;
  }

  /** Says who is to be asked. */
  public void attach(CallGrowth newGrowth) {
    growth = newGrowth;
  }

  /**
   * Adds an array that the peer knows; then {@link #settled}.
   *
   * @param memory holds the array and nothing else, full of zeros
   * @param backing makes a slot's storage real before its first use
   */
  public void add(MemorySegment memory, ReplyExtent extent, SlotBacking backing) {
    // Whoever gets one of the slots may be noted for its reply at once.
    dispatch.grow(extent.slotCount());
    slots.add(memory, extent, backing);
  }

  /**
   * Wakes those who wait for a slot: what was asked for is there, or cannot be had. The caller must
   * hold no lock that {@link CallGrowth#request} takes.
   */
  public void settled() {
    slots.freeSlots().wakeAll();
  }

  /** Asks for more slots; returns whether there will be more. */
  boolean request() {
    return slots.slotCount() < slots.maxSlots() && growth.request();
  }

  /** Explains why there are not more slots. */
  String reason() {
    int maxSlots = slots.maxSlots();
    return slots.slotCount() == maxSlots
        ? "maxInFlight=%d; wait for calls to end, or raise CallOptions.maxInFlight and served"
            .formatted(maxSlots)
        : "slots=%d, maxInFlight=%d; wait for calls to end, or for further slots: "
                .formatted(slots.slotCount(), maxSlots)
            + growth.refusal();
  }

  /**
   * Leases the slots of one bitmap word for one thread; waits for nothing but an array on its way,
   * and not on a thread that others need so that it comes: one that polls, or the engine's own.
   *
   * @return null when no slot is free
   * @throws RanvierException INTERRUPTED
   */
  SlotBlock leaseBlock(CallLeases leases) {
    SlotBlock[] leased = {leases.tryLeaseBlock()};
    if (leased[0] == null && request() && mayWait()) {
      boolean ignored =
          new Waiter(waiting)
              .await(
                  () ->
                      leased[0] != null
                          || (leased[0] = leases.tryLeaseBlock()) != null
                          || slots.isEnded()
                          || !request(),
                  slots.freeSlots(),
                  LONGEST_WAIT_NS);
    }
    // An array that was added between the last look and the last question ended the wait, too.
    return leased[0] != null ? leased[0] : leases.tryLeaseBlock();
  }

  private static boolean mayWait() {
    return !PollingThread.isCurrent() && !(Thread.currentThread() instanceof EngineThread);
  }
}
