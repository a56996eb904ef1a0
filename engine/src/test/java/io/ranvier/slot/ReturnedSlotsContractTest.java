package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How slots go to the borrower and come back through the return bitmap. */
@ParameterizedClass
@EnumSource(MemoryKind.class)
@Timeout(120)
final class ReturnedSlotsContractTest {
  private static final int SLOTS = 70;
  private static final SlotArrayGeometry GEOMETRY = new SlotArrayGeometry(SLOTS, 64, 64);

  private final MemoryKind.Memory memory;
  private final SlotArray owner;
  private final BorrowedSlots borrower;

  ReturnedSlotsContractTest(MemoryKind kind) {
    memory = kind.open(GEOMETRY.totalBytes());
    owner = SlotArray.own(memory.segment(), 0, GEOMETRY, SlotBacking.RESERVED);
    borrower =
        new BorrowedSlots(memory.segment(), 0, GEOMETRY, Arena.ofAuto().allocate(8L * SLOTS, 8));
  }

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void aSlotGoesThereAndComesBack() {
    long reference = handedOver();
    assertTrue(borrower.accept(reference));
    assertEquals(owner.slotOffset(SlotReference.index(reference)), borrower.slotOffset(reference));
    assertEquals(1, borrower.heldCount());
    assertEquals(0, owner.harvest(), "nothing is back yet");
    assertTrue(borrower.giveBack(reference));
    assertEquals(1, owner.takenCount(), "taken until harvested");
    assertEquals(1, owner.harvest());
    assertEquals(0, owner.takenCount() + borrower.heldCount());
    assertFalse(owner.free(reference), "stale after its return");
  }

  @Test
  @DisplayName("R4 a slot that the borrower holds is not freed by its owner")
  void theOwnerCannotFreeWhatIsHandedOut() {
    long reference = handedOver();
    assertFalse(owner.free(reference));
    assertEquals(1, owner.takenCount());
    owner.takeBack(reference);
    assertTrue(owner.free(reference));
    assertEquals(0, owner.takenCount());
  }

  @Test
  @DisplayName("R5 giving back twice returns once")
  void givesBackOnce() {
    long reference = handedOver();
    assertTrue(borrower.accept(reference));
    assertTrue(borrower.giveBack(reference));
    assertFalse(borrower.giveBack(reference));
    assertEquals(1, owner.harvest());
    long next = handedOver();
    assertTrue(borrower.accept(next));
    assertFalse(borrower.giveBack(reference), "stale");
    assertEquals(0, owner.harvest());
  }

  @Test
  @DisplayName("R6 L9 the borrower refuses references that are stale, held, out of range or none")
  void borrowerRefusesReferences() {
    long first = handedOver();
    assertTrue(borrower.accept(first));
    assertFalse(borrower.accept(first), "held already");
    assertFalse(borrower.accept(SlotReference.of(0, 9)), "newer, but the slot is held");
    assertTrue(borrower.giveBack(first));
    assertFalse(borrower.accept(first), "seen already");
    long[] garbage = {
      SlotReference.NONE,
      SlotReference.of(1, 0),
      SlotReference.of(SLOTS, 1),
      SlotReference.of(SlotReference.MAX_SLOTS - 1, 1),
      Long.MIN_VALUE | SlotReference.of(1, 1),
      -1,
      Long.MIN_VALUE
    };
    for (long reference : garbage) {
      assertFalse(borrower.accept(reference), SlotReference.describe(reference));
      assertFalse(borrower.giveBack(reference), SlotReference.describe(reference));
    }
    assertEquals(0, borrower.heldCount());
  }

  @Test
  @DisplayName("L9 returned bits of slots that were not handed out are refused and counted")
  void refusesBitsNeverHandedOut() {
    long leased = owner.tryLease(0);
    setReturned(0, -1L);
    assertEquals(64L << 32, owner.harvest());
    assertTrue(owner.isLive(leased), "leased, not handed out: it stays the owner's");
    long handedOver = handedOver();
    setReturned(0, 0xFF);
    assertEquals(7L << 32 | 1, owner.harvest());
    assertFalse(owner.isLive(handedOver));
    assertEquals(1, owner.takenCount());
  }

  @Test
  @DisplayName("L9 a borrower that writes into all of the bitmaps frees no slot that is not there")
  void refusesBitsBeyondTheLastSlot() {
    long lastWord = 8;
    memory.segment().set(JAVA_LONG, GEOMETRY.handedOutOffset() + lastWord, -1L);
    memory.segment().set(JAVA_LONG, GEOMETRY.takenOffset() + lastWord, -1L);
    setReturned(lastWord, -1L);
    long beyond = GEOMETRY.generationsOffset() + 8L * SLOTS;
    byte[] before = bytes(beyond);
    assertEquals(58L << 32 | 6, owner.harvest(), "64 bits, 6 slots");
    assertEquals(-1, Arrays.mismatch(before, bytes(beyond)), "bytes behind the array");
  }

  private byte[] bytes(long from) {
    return memory.segment().asSlice(from, GEOMETRY.totalBytes() - from).toArray(JAVA_BYTE);
  }

  @Test
  @DisplayName("R4 harvesting while slots are handed out loses none and frees none twice")
  void harvestsAgainstHandOuts() throws Exception {
    BlockingQueue<Long> wire = new ArrayBlockingQueue<>(SLOTS);
    int rounds = 50_000;
    FutureTask<Void> receiver =
        Threads.start(() -> {
          for (int i = 0; i < rounds; i++) {
            Long reference = wire.poll(30, TimeUnit.SECONDS);
            assertTrue(borrower.accept(reference), "refused " + reference);
            long offset = borrower.slotOffset(reference);
            assertEquals((long) reference, memory.segment().get(JAVA_LONG, offset));
            memory.segment().set(JAVA_LONG, offset, 0L);
            assertTrue(borrower.giveBack(reference));
          }
        });
    FutureTask<Void> harvester =
        Threads.start(() -> {
          while (!receiver.isDone()) {
            assertEquals(0, owner.harvest() >>> 32, "refused");
          }
        });
    Threads.together(
        2,
        thread -> {
          for (int i = 0; i < rounds / 2 && !receiver.isDone(); ) {
            long reference = owner.tryLease(thread);
            if (reference >= 0) {
              long offset = owner.slotOffset(SlotReference.index(reference));
              assertEquals(0, memory.segment().get(JAVA_LONG, offset), "still in use");
              memory.segment().set(JAVA_LONG, offset, reference);
              owner.handOver(reference);
              wire.put(reference);
              i++;
            }
          }
        });
    Threads.join(receiver);
    Threads.join(harvester);
    assertEquals(0, owner.harvest() >>> 32);
    assertEquals(0, owner.takenCount() + borrower.heldCount());
  }

  private long handedOver() {
    long reference = owner.tryLease(0);
    owner.handOver(reference);
    return reference;
  }

  private void setReturned(long offset, long bits) {
    memory.segment().set(JAVA_LONG, GEOMETRY.returnedOffset() + offset, bits);
  }
}
