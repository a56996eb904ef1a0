package io.ranvier.call;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.SlotBlock;
import io.ranvier.slot.SlotBlocks;
import java.util.ArrayList;
import java.util.List;

/**
 * Leases the call slots of exclusive callers: as many blocks as a caller needs, or none. What lacks
 * is asked for, and waited for if it is on its way.
 *
 * <p>Threads: any. Two that want the last slots at once may both be refused.
 */
final class ExclusiveSlots {
  private static final String CANNOT = "cannot open exclusive caller: inFlight=%d";

  private final CallLeases leases;
  private final SlotGrowth growth;
  private final CallFailures failures;

  ExclusiveSlots(CallLeases leases, SlotGrowth growth, CallFailures failures) {
    this.leases = leases;
    this.growth = growth;
    this.failures = failures;
  }

  /**
   * Leases slots for so many calls; for more, where a block has more.
   *
   * @param most so many can be in flight on what the caller calls on
   * @throws RanvierException INVALID_ARGUMENT, LIMIT_EXCEEDED, INTERRUPTED
   */
  SlotBlocks lease(int inFlight, int most) {
    if (inFlight < 1 || inFlight > most) {
      throw new RanvierException(
          inFlight < 1 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.LIMIT_EXCEEDED,
          (CANNOT + "; choose 1 to %d, which is the maxInFlight").formatted(inFlight, most));
    }
    List<SlotBlock> blocks = new ArrayList<>();
    SlotBlocks leased = null;
    try {
      int found = addBlocks(inFlight, blocks);
      if (found < inFlight) {
        throw tooFew(inFlight, found);
      }
      leased = new SlotBlocks(blocks);
      return leased;
    } finally {
      if (leased == null && !blocks.isEmpty()) {
        leases.close(new SlotBlocks(blocks));
      }
    }
  }

  /** Leases blocks until they have so many slots, or no more can be had; returns how many. */
  private int addBlocks(int inFlight, List<SlotBlock> into) {
    int found = 0;
    while (found < inFlight) {
      SlotBlock block = growth.leaseBlock(leases);
      if (block == null) {
        break;
      }
      into.add(block);
      found += block.slotCount();
    }
    return found;
  }

  private RuntimeException tooFew(int inFlight, int found) {
    String what = CANNOT.formatted(inFlight);
    failures.refuseIfEnded(what);
    return new RanvierException(
        ErrorCode.LIMIT_EXCEEDED, what + ", freeSlots=%d, %s".formatted(found, growth.reason()));
  }
}
