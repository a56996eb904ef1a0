package io.ranvier.slot;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Several blocks of slots as if they were one, for a thread that needs more than a block has. Owns
 * them until closed.
 *
 * <p>The next slot is one of the block in which one was freed last: its line is the nearest. A
 * reference is looked for there first, then by binary search.
 *
 * <p>Threads: as {@link SlotBlock}.
 */
public final class SlotBlocks implements AutoCloseable {
  /** By the index of their first slot, which {@link #firstIndexes} repeats. */
  private final SlotBlock[] blocks;

  private final int[] firstIndexes;
  private final int slotCount;
  private SlotBlock current;

  /**
   * @param blocks at least one
   */
  public SlotBlocks(List<SlotBlock> blocks) {
    this.blocks =
        blocks.stream()
            .sorted(Comparator.comparingInt(SlotBlock::firstIndex))
            .toArray(SlotBlock[]::new);
    this.firstIndexes = Arrays.stream(this.blocks).mapToInt(SlotBlock::firstIndex).toArray();
    this.slotCount = blocks.stream().mapToInt(SlotBlock::slotCount).sum();
    this.current = this.blocks[0];
  }

  /** Leases a slot; as {@link SlotBlock#tryLease}. */
  public long tryLease() {
    long reference = current.tryLease();
    return reference >= 0 || blocks.length == 1 ? reference : tryLeaseOfOther();
  }

  /** Frees a slot; as {@link SlotBlock#free}. */
  public boolean free(long reference) {
    return current.free(reference) || blocks.length > 1 && find(reference).free(reference);
  }

  /** Frees a slot; as {@link SlotBlock#freeUntold}. */
  public boolean freeUntold(long reference) {
    return current.freeUntold(reference)
        || blocks.length > 1 && find(reference).freeUntold(reference);
  }

  /** Returns how many slots the blocks have. */
  public int slotCount() {
    return slotCount;
  }

  /** Returns whether all slots are leased. */
  public boolean isFull() {
    return Arrays.stream(blocks).allMatch(SlotBlock::isFull);
  }

  /** Gives all slots back; as {@link SlotBlock#close}. Idempotent. */
  @Override
  public void close() {
    for (SlotBlock block : blocks) {
      block.close();
    }
  }

  private long tryLeaseOfOther() {
    for (SlotBlock block : blocks) {
      if (!block.isFull()) {
        current = block;
        return block.tryLease();
      }
    }
    return SlotArray.NONE_FREE;
  }

  /** Makes that block the current one which has the slot, if one has it, and returns it. */
  private SlotBlock find(long reference) {
    int found = Arrays.binarySearch(firstIndexes, SlotReference.index(reference));
    // Not found, it tells before which it would lie: by -1 for the first.
    int at = found >= 0 ? found : Math.max(0, -found - 2);
    int first = firstIndexes[at];
    while (at > 0 && firstIndexes[at - 1] == first) {
      at--;
    }
    // Blocks of the same word: others had some of its slots when the first of them was leased.
    while (at + 1 < blocks.length && firstIndexes[at + 1] == first && !blocks[at].has(reference)) {
      at++;
    }
    current = blocks[at];
    return current;
  }
}
