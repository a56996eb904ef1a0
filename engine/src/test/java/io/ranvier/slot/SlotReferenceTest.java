package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SlotReferenceTest {
  private static final long LAST_GENERATION = (1L << 43) - 1;

  @Test
  @DisplayName("R6 index and a generation of 43 bits travel in one long that is never negative")
  void packsIndexAndGeneration() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 10_000; i++) {
      int index = random.nextInt(SlotReference.MAX_SLOTS);
      long generation = 1 + random.nextLong(LAST_GENERATION);
      long reference = SlotReference.of(index, generation);
      assertEquals(index, SlotReference.index(reference));
      assertEquals(generation, SlotReference.generation(reference));
      assertTrue(reference > 0 && SlotReference.isValid(reference));
    }
    long last = SlotReference.of(SlotReference.MAX_SLOTS - 1, LAST_GENERATION);
    assertEquals(Long.MAX_VALUE, last);
  }

  @Test
  void aReferenceToNothingIsNotValid() {
    assertFalse(SlotReference.isValid(SlotReference.NONE));
    assertFalse(SlotReference.isValid(SlotReference.of(17, 0)));
    assertFalse(SlotReference.isValid(Long.MIN_VALUE | SlotReference.of(17, 5)));
  }

  @Test
  void generationsRunFromOneToTheLastAndAround() {
    assertEquals(1, SlotReference.generationAfter(0));
    assertEquals(LAST_GENERATION, SlotReference.generationAfter(LAST_GENERATION - 1));
    assertEquals(1, SlotReference.generationAfter(LAST_GENERATION));
    assertEquals(2, SlotReference.generationAfter(LAST_GENERATION + 1));
    // Garbage from a peer that wrote into the count of frees still gives a generation.
    for (long frees : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      long generation = SlotReference.generationAfter(frees);
      assertTrue(generation >= 1 && generation <= LAST_GENERATION, "frees " + frees);
    }
  }

  @Test
  void aLaterGenerationIsNewerAlsoAcrossTheWrap() {
    for (long generation : new long[] {1, 2, 1000, LAST_GENERATION / 2, LAST_GENERATION}) {
      long next = SlotReference.generationAfter(generation);
      assertTrue(SlotReference.isNewer(next, generation), "after " + generation);
      assertFalse(SlotReference.isNewer(generation, next), "before " + next);
      assertFalse(SlotReference.isNewer(generation, generation));
    }
  }

  @Test
  void namesItsParts() {
    assertEquals("slot=3, generation=17", SlotReference.describe(SlotReference.of(3, 17)));
  }

  @Test
  @DisplayName("the reference after one more free, also where generations begin anew")
  void followsTheGenerations() {
    long last = (1L << 43) - 1;
    for (long frees : new long[] {0, 1, 41, last - 2, last - 1, last, 2 * last - 1}) {
      for (int index : new int[] {0, 7, SlotReference.MAX_SLOTS - 1}) {
        long reference = SlotReference.of(index, SlotReference.generationAfter(frees));
        long after = SlotReference.of(index, SlotReference.generationAfter(frees + 1));
        assertEquals(after, SlotReference.next(reference), SlotReference.describe(reference));
      }
    }
  }
}
