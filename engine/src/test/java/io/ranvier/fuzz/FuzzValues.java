package io.ranvier.fuzz;

import io.ranvier.fuzz.FuzzTargets.SlotsAt;
import io.ranvier.slot.SlotReference;
import java.util.List;
import java.util.SplittableRandom;

/** Values that may be worse than those that stand somewhere. One thread. */
final class FuzzValues {
  private static final long NEXT_GENERATION = 1L << 20;

  private final SplittableRandom random;

  FuzzValues(SplittableRandom random) {
    this.random = random;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  long any() {
    return random.nextLong();
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /**
   * Returns a value instead of another.
   *
   * @param edges figures where what is allowed ends
   */
  long worse(long before, long... edges) {
    return switch (random.nextInt(18)) {
      case 0 -> before ^ (random.nextBoolean() ? Long.MIN_VALUE : Integer.MIN_VALUE);
      case 1 -> before ^ 1L << random.nextInt(64);
      case 2 -> before ^ 1L << random.nextInt(32);
      case 3 -> before + 1;
      case 4 -> before - 1;
      case 5 -> 0;
      case 6 -> -1;
      case 7 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
      case 8 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
      case 9 -> before + (random.nextBoolean() ? NEXT_GENERATION : -NEXT_GENERATION);
      case 10 -> 1L << random.nextInt(64);
      case 11 -> before + random.nextInt(-200, 200);
      case 12 -> random.nextLong();
      default ->
          edges.length == 0
              ? before + 1
              : edges[random.nextInt(edges.length)] + random.nextInt(-1, 2);
    };
  }

  /** Returns a reference as the slot's next lease, or its present one, would have it. */
  long reference(FuzzFile file, SlotsAt array, int index) {
    long frees = file.get(array.generations() + 8L * index);
    return SlotReference.of(index, SlotReference.generationAfter(frees));
  }

  /** Returns what looks like a reference to one of an array's slots, and may be none. */
  long badReference(FuzzFile file, SlotsAt array) {
    int index = random.nextInt(array.count());
    long good = reference(file, array, index);
    return switch (random.nextInt(6)) {
      case 0 -> SlotReference.of(array.count(), SlotReference.generation(good));
      case 1 -> SlotReference.of(array.count() + random.nextInt(1000), 1 + random.nextInt(9));
      case 2 -> SlotReference.of(SlotReference.MAX_SLOTS - 1, 1);
      case 3 -> good - NEXT_GENERATION;
      case 4 -> good + NEXT_GENERATION * random.nextInt(3);
      default -> worse(good, 0);
    };
  }
}
