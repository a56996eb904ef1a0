package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the owner of a slot array can rely on, in a mapped file and in an anonymous segment. */
@ParameterizedClass
@EnumSource(MemoryKind.class)
@Timeout(120)
final class SlotArrayContractTest {
  private static final int BASE = 256;

  private final MemoryKind.Memory memory;

  SlotArrayContractTest(MemoryKind kind) {
    memory = kind.open(16 << 20);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private SlotArray array(int slotCount) {
    return array(slotCount, SlotBacking.RESERVED);
  }

  private SlotArray array(int slotCount, SlotBacking backing) {
    SlotArrayGeometry geometry = new SlotArrayGeometry(slotCount, 64, 64);
    return SlotArray.own(memory.segment(), BASE, geometry, backing);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1000, 65_536})
  @DisplayName("R3 R4 leases as many slots as there are, none twice, each with bytes of its own")
  void leasesEverySlotOnce(int slotCount) {
    SlotArray slots = array(slotCount);
    Set<Integer> seen = new HashSet<>();
    long[] leased = new long[slotCount];
    for (int i = 0; i < slotCount; i++) {
      leased[i] = slots.tryLease(i);
      int index = SlotReference.index(leased[i]);
      assertTrue(leased[i] > 0 && seen.add(index), "reference " + leased[i]);
      long offset = slots.slotOffset(index);
      assertEquals(BASE + slots.geometry().slotsOffset() + 64L * index, offset);
      assertTrue(offset + 64 <= BASE + slots.geometry().totalBytes());
    }
    assertEquals(SlotArray.NONE_FREE, slots.tryLease(7));
    for (long reference : leased) {
      assertTrue(slots.free(reference));
    }
    assertEquals(0, slots.takenCount());
  }

  @Test
  @DisplayName("R5 a lease frees its slot once: a second free does nothing, also after a new lease")
  void freesOnce() {
    SlotArray slots = array(1);
    long first = slots.tryLease(0);
    assertTrue(slots.free(first));
    assertFalse(slots.free(first));
    long second = slots.tryLease(0);
    assertNotEquals(first, second);
    assertFalse(slots.free(first), "stale");
    assertTrue(slots.isLive(second));
    assertFalse(slots.isLive(first));
    assertTrue(slots.free(second));
    assertEquals(0, slots.takenCount());
  }

  @Test
  @DisplayName("R6 a reference that names no lease frees nothing and changes nothing")
  void refusesForeignReferences() {
    SlotArray slots = array(65);
    long live = slots.tryLease(0);
    int index = SlotReference.index(live);
    long[] foreign = {
      SlotReference.NONE,
      SlotReference.of(index, 0),
      SlotReference.of(index, 2),
      SlotReference.of(65, 1),
      SlotReference.of(SlotReference.MAX_SLOTS - 1, 1),
      live | Long.MIN_VALUE,
      -1,
      Long.MAX_VALUE,
      SlotReference.of(index + 1, 1)
    };
    for (long reference : foreign) {
      assertFalse(slots.free(reference), SlotReference.describe(reference));
      assertFalse(slots.isLive(reference), SlotReference.describe(reference));
    }
    assertTrue(slots.isLive(live));
    assertEquals(1, slots.takenCount());
    for (int i = 1; i < 65; i++) {
      assertEquals(1, SlotReference.generation(slots.tryLease(0)), "untouched generation");
    }
  }

  @Test
  @DisplayName("R6 the generation wraps to 1, and a reference from before the wrap stays refused")
  void generationWraps() {
    SlotArray slots = array(2);
    long generations = BASE + slots.geometry().generationsOffset();
    long last = (1L << 43) - 2;
    assertTrue(SlotArrayLayout.casFrees(memory.segment(), generations, 0, 0, last));
    long before = slots.tryLease(0);
    assertEquals((1L << 43) - 1, SlotReference.generation(before));
    assertTrue(slots.free(before));
    long after = slots.tryLease(0);
    assertEquals(SlotReference.of(0, 1), after);
    assertFalse(slots.free(before));
    assertTrue(slots.free(after));
  }

  @Test
  @DisplayName("R5 of four threads that free one lease together, one succeeds")
  void racingFreesSucceedOnce() throws Exception {
    SlotArray slots = array(1);
    for (int round = 0; round < 100; round++) {
      long reference = slots.tryLease(0);
      AtomicInteger freed = new AtomicInteger();
      Threads.together(4, _ -> freed.addAndGet(slots.free(reference) ? 1 : 0));
      assertEquals(1, freed.get());
    }
    assertEquals(0, slots.takenCount());
  }

  @Test
  @DisplayName("R4 R6 under eight threads every live lease is unique, also among stale frees")
  void noTwoLeasesShareASlot() throws Exception {
    SlotArray slots = array(70);
    AtomicInteger[] holders = new AtomicInteger[70];
    for (int i = 0; i < holders.length; i++) {
      holders[i] = new AtomicInteger();
    }
    Threads.together(
        8,
        thread -> {
          long stale = SlotReference.NONE;
          for (int round = 0; round < 100_000; round++) {
            long reference = slots.tryLease(thread);
            if (reference >= 0) {
              AtomicInteger holder = holders[SlotReference.index(reference)];
              assertEquals(0, holder.getAndSet(thread + 1), "two leases of one slot");
              assertFalse(slots.free(stale), "freed by a stale reference");
              assertEquals(thread + 1, holder.getAndSet(0));
              assertTrue(slots.free(reference));
              stale = reference;
            }
          }
        });
    assertEquals(0, slots.takenCount());
  }

  @Test
  @DisplayName("L10 a slot without storage is not leased and stays free")
  void noSpaceIsAStatus() {
    boolean[] room = {false};
    SlotArray slots = array(3, (_, _) -> room[0]);
    assertEquals(SlotArray.NO_SPACE, slots.tryLease(0));
    assertEquals(0, slots.takenCount());
    room[0] = true;
    assertEquals(SlotReference.of(0, 1), slots.tryLease(0));
  }

  @Test
  void retiresOnlyWhatIsFreeAndBacksNothing() {
    AtomicInteger backed = new AtomicInteger();
    SlotArray slots = array(200, (_, _) -> backed.incrementAndGet() > 0);
    long lease = slots.tryLease(2);
    assertFalse(slots.tryRetire());
    assertEquals(1, slots.takenCount());
    assertTrue(slots.free(lease));
    assertTrue(slots.tryRetire());
    assertEquals(SlotArray.NONE_FREE, slots.tryLease(0));
    assertEquals(1, backed.get(), "slots that got storage");
  }
}
