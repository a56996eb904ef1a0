package io.ranvier.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.BorrowedSlots;
import io.ranvier.slot.SlotArray;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PayloadPoolTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final AtomicBoolean space = new AtomicBoolean(true);
  private final CounterBlock counters =
      new CounterBlock(Arena.ofAuto().allocate(CounterBlock.BYTES, 128), 0);
  private final List<BorrowedSlots> receivers = new ArrayList<>();
  private final PayloadPool pool =
      new PayloadPool(counters, freed::incrementAndGet, array(1, 4096, 2), array(0, 1024, 2));

  private PayloadArray array(int number, long slotBytes, int slotCount) {
    SlotArrayGeometry geometry = new PayloadClass(slotBytes, slotCount).geometry();
    MemorySegment segment = Arena.ofAuto().allocate(geometry.totalBytes(), 4096);
    Set<Long> backed = ConcurrentHashMap.newKeySet();
    SlotBacking backing =
        (offset, _) -> backed.contains(offset) || space.get() && backed.add(offset);
    MemorySegment table = Arena.ofAuto().allocate(8L * slotCount, 8);
    receivers.add(new BorrowedSlots(segment, 0, geometry, table));
    return new PayloadArray(number, segment, SlotArray.own(segment, 0, geometry, backing));
  }

  private PayloadSlot leased(long length, int expectedArray) {
    PayloadSlot slot = new PayloadSlot();
    assertEquals(PayloadPool.LEASED, pool.tryLease(length, 0, slot));
    assertEquals(expectedArray, slot.arrayNumber());
    return slot;
  }

  @Test
  void leasesTheSmallestSlotThatFits() {
    PayloadSlot small = leased(1024, 0);
    PayloadSlot large = leased(1025, 1);
    assertEquals(2, pool.takenCount());
    assertEquals(1, pool.takenCount(0));
    assertEquals(-1, pool.takenCount(7));
    assertTrue(small.free() && large.free());
    assertFalse(small.free(), "twice");
    assertEquals(0, pool.takenCount());
  }

  @Test
  void takesALargerSlotWhenTheSmallAreInUse() {
    leased(10, 0);
    leased(10, 0);
    leased(10, 1);
    leased(10, 1);
    assertEquals(PayloadPool.EXHAUSTED, pool.tryLease(10, 0, new PayloadSlot()));
    assertEquals(PayloadPool.NONE_FITS, pool.tryLease(4097, 0, new PayloadSlot()));
  }

  @Test
  @DisplayName("L10 no room in the file system is told apart from no slot")
  void tellsNoSpaceApart() {
    space.set(false);
    assertEquals(PayloadPool.NO_SPACE, pool.tryLease(10, 0, new PayloadSlot()));
    assertEquals(PayloadPool.NO_SPACE, pool.tryLease(2000, 0, new PayloadSlot()));
    assertEquals(0, pool.takenCount());
    space.set(true);
    leased(10, 0);
  }

  @Test
  @DisplayName("R4 R2 an exhausted pool harvests what came back, and says so to those who wait")
  void harvestsWhenExhausted() {
    BorrowedSlots receiver = receivers.getFirst();
    PayloadSlot slot = leased(4096, 1);
    leased(4096, 1);
    slot.handOver();
    assertTrue(receiver.accept(slot.reference()) && receiver.giveBack(slot.reference()));
    assertEquals(0, freed.get());
    leased(4096, 1);
    assertEquals(1, freed.get());
    assertEquals(PayloadPool.EXHAUSTED, pool.tryLease(4096, 0, new PayloadSlot()));
    assertEquals(1, freed.get(), "nothing was freed");
    assertEquals(0, counters.get(Counter.REFUSED_RETURNS));
  }

  @Test
  @DisplayName("R4 where there is no room for a further slot, those that came back are used again")
  void harvestsWithoutSpace() {
    BorrowedSlots receiver = receivers.getFirst();
    PayloadSlot slot = leased(4096, 1);
    slot.handOver();
    assertTrue(receiver.accept(slot.reference()) && receiver.giveBack(slot.reference()));
    space.set(false);
    leased(4096, 1);
    assertEquals(1, freed.get());
    assertEquals(PayloadPool.NO_SPACE, pool.tryLease(4096, 0, new PayloadSlot()));
  }

  @Test
  @DisplayName("a harvest also frees slots of whose end the receiver does not tell")
  void harvestsWhatNobodyTellsOf() {
    PayloadSlot slot = leased(4096, 1);
    leased(4096, 1);
    pool.harvestAlso(() -> slot.free() ? 1 : 0);
    leased(4096, 1);
    assertEquals(1, freed.get());
    assertEquals(PayloadPool.EXHAUSTED, pool.tryLease(4096, 0, new PayloadSlot()));
  }

  // verifies L9
  @Test
  @DisplayName(
      "an array is not retired under a holder, whatever the receiver wrote into its bitmap")
  void keepsWhatItHoldsWhateverTheBitmapSays() {
    PayloadArray extent = array(9, 64 * 1024, 130);
    pool.add(extent);
    PayloadSlot slot = leased(5000, 9);
    assertTrue(extent.slots().free(slot.reference()), "as a peer may write it");
    assertEquals(0, pool.takenCount(9));
    assertFalse(pool.retire(9), "held");
    PayloadSlot other = leased(5000, 9);
    assertTrue(slot.free(), "for its holder it was not");
    assertFalse(slot.free());
    other.handOver();
    assertFalse(pool.retire(9), "not sent yet");
    other.sent();
    assertFalse(other.free(), "sent");
    assertFalse(pool.retire(9), "the receiver has it");
    extent.slots().reclaim();
    assertTrue(pool.retire(9));
  }

  @Test
  @DisplayName("R4 an array is retired only while none of its slots is in use, and then for good")
  void retiresIdleArrays() {
    PayloadArray extent = array(9, 64 * 1024, 130);
    assertFalse(pool.retire(9), "unknown");
    pool.add(extent);
    PayloadSlot slot = leased(5000, 9);
    assertFalse(pool.retire(9), "in use");
    assertTrue(slot.free());
    space.set(false);
    assertTrue(pool.retire(9), "needs no storage");
    space.set(true);
    assertFalse(pool.retire(9), "gone");
    assertEquals(PayloadPool.NONE_FITS, pool.tryLease(5000, 0, new PayloadSlot()));
    assertEquals(SlotArray.NONE_FREE, extent.slots().tryLease(0));
  }

  @Test
  @DisplayName("R4 no thread gets a slot of an array that is being retired")
  void retiringAgainstLeases() throws Exception {
    for (int round = 0; round < 30; round++) {
      PayloadArray extent = array(9, 8192, 100);
      pool.add(extent);
      AtomicBoolean retired = new AtomicBoolean();
      Threads.together(
          3,
          thread -> {
            PayloadSlot slot = new PayloadSlot();
            for (int i = 0; i < 500; i++) {
              if (thread == 0) {
                retired.compareAndSet(false, pool.retire(9));
                continue;
              }
              boolean before = retired.get();
              if (pool.tryLease(8192, thread, slot) == PayloadPool.LEASED) {
                assertFalse(before, "leased from a retired array");
                assertTrue(slot.free());
              }
            }
          });
      assertTrue(retired.get() || pool.retire(9));
      assertEquals(100, extent.slots().takenCount());
    }
  }

  @Test
  @DisplayName(
      "L9 the receiver finds an array only by a known number and for a length that it holds")
  void theInboxChecksNumberAndLength() {
    BorrowedSlots small = receivers.get(1);
    PayloadInbox inbox = new PayloadInbox(small);
    assertSame(small, inbox.find(0, 1024));
    assertSame(small, inbox.find(0, 0));
    assertNull(inbox.find(0, 1025));
    assertNull(inbox.find(0, Integer.MAX_VALUE));
    assertNull(inbox.find(1, 1));
    assertNull(inbox.find(PayloadInbox.MAX_ARRAYS - 1, 1));
    inbox.add(5, receivers.getFirst());
    assertNull(inbox.find(3, 1), "a gap");
    assertSame(receivers.getFirst(), inbox.find(5, 4096));
    inbox.remove(5);
    assertNull(inbox.find(5, 1));
    assertSame(small, inbox.find(0, 1));
    assertEquals(0, inbox.heldCount());
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -64, 0, 63, 65, 100, 1L << 31, Long.MAX_VALUE})
  void refusesSizesOfSlots(long slotBytes) {
    assertThrows(RanvierException.class, () -> new PayloadClass(slotBytes, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, (1 << 20) + 1, Integer.MAX_VALUE})
  void refusesNumbersOfSlots(int slotCount) {
    assertThrows(RanvierException.class, () -> new PayloadClass(64, slotCount));
  }
}
