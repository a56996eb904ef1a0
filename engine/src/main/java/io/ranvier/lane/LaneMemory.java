package io.ranvier.lane;

import io.ranvier.counter.CounterBlock;
import io.ranvier.payload.PayloadArray;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.payload.PayloadPool;
import io.ranvier.ring.ExclusiveRingWriter;
import io.ranvier.ring.Ring;
import io.ranvier.ring.RingLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.ring.RingWriter;
import io.ranvier.ring.SharedRingWriter;
import io.ranvier.slot.BorrowedSlots;
import io.ranvier.slot.SlotArray;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotBacking;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * The memory of a lane, and how each side looks at it. Borrows the segment.
 *
 * @param segment the region, or an anonymous segment for two threads of one process
 * @param base where the lane begins, a multiple of {@link LaneGeometry#ALIGNMENT}
 * @param key random number of the connection; its highest byte is not 0
 */
public record LaneMemory(MemorySegment segment, long base, LaneGeometry geometry, long key) {
  /** Returns where payload array {@code index} begins in the segment. */
  public long payloadBase(int index) {
    return base + geometry.payloadOffset(index);
  }

  /** Sums what the receiver says it has read of all rings: it changes when something was read. */
  public long headSum() {
    long sum = 0;
    for (int i = 0; i < geometry.ringCount(); i++) {

      sum += RingLayout.headAcquire(segment, geometry.ring(segment, base, i, key).base());
    }
    return sum;
  }

  RingWriter[] writers() {
    RingWriter[] writers = new RingWriter[geometry.ringCount()];
    for (int i = 0; i < writers.length; i++) {
      Ring ring = geometry.ring(segment, base, i, key);
      writers[i] = i == 0 ? new SharedRingWriter(ring) : new ExclusiveRingWriter(ring);
    }
    return writers;
  }

  RingReader[] readers() {
    RingReader[] readers = new RingReader[geometry.ringCount()];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = new RingReader(geometry.ring(segment, base, i, key));
    }
    return readers;
  }

  /**
   * @param onFreed wakes who waits for slots
   * @param backings gives the storage of payload array number i
   */
  PayloadPool pool(
      CounterBlock counters, Runnable onFreed, Function<Integer, SlotBacking> backings) {
    PayloadArray[] arrays = new PayloadArray[geometry.payloadCount()];
    for (int i = 0; i < arrays.length; i++) {
      SlotArrayGeometry slots = geometry.payloadGeometry(i);
      SlotArray array = SlotArray.own(segment, payloadBase(i), slots, backings.apply(i));
      arrays[i] = new PayloadArray(i, segment, array);
    }
    return new PayloadPool(counters, onFreed, arrays);
  }

  PayloadInbox inbox() {
    BorrowedSlots[] arrays = new BorrowedSlots[geometry.payloadCount()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = borrow(segment, payloadBase(i), geometry.payloadGeometry(i));
    }
    return new PayloadInbox(arrays);
  }

  /** Makes the receiver's view of a slot array, with a table of its own. */
  public static BorrowedSlots borrow(MemorySegment segment, long base, SlotArrayGeometry geometry) {
    MemorySegment table = Arena.ofAuto().allocate(geometry.slotCount() * 8L, 8);
    return new BorrowedSlots(segment, base, geometry, table);
  }
}
