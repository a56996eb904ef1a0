package io.ranvier.channel;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneMemory;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.signal.Signals;
import io.ranvier.slot.SlotReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The blocks of one lane. Those with an even number are opened by the client, the others by the
 * server, so that the two never open the same.
 *
 * <p>Threads: any.
 */
final class ChannelBlocks {
  private final LaneMemory memory;
  private final boolean sends;
  private final int ownParity;
  private final Signals signals;
  private final MetadataLimits takes;
  private final MetadataLimits peerTakes;
  private final AtomicReferenceArray<ChannelBlock> blocks;
  private int next;

  /** A block with the channel that it carries now. */
  record Opened(ChannelBlock block, int index, long generation) {
    long reference() {
      return SlotReference.of(index, generation);
    }
  }

  /**
   * @param sends whether this side is the sender
   * @param takes limits of the metadata that the peer's ends may carry
   * @param peerTakes limits of the metadata that this side's ends may carry
   */
  ChannelBlocks(
      LaneMemory memory,
      boolean sends,
      boolean client,
      Signals signals,
      MetadataLimits takes,
      MetadataLimits peerTakes) {
    this.memory = memory;
    this.sends = sends;
    this.ownParity = client ? 0 : 1;
    this.next = ownParity;
    this.signals = signals;
    this.takes = takes;
    this.peerTakes = peerTakes;
    this.blocks = new AtomicReferenceArray<>(memory.geometry().channelCount());
  }

  /** Takes a free block of this side's half; null when there is none. */
  synchronized Opened tryOpen(int window) {
    // From where the last search ended, so that a block rests before it is used again.
    for (int tried = ownParity; tried < blocks.length(); tried += 2) {
      int index = next < blocks.length() ? next : ownParity;
      next = index + 2;
      if (index < blocks.length()) {
        long generation = block(index).tryOpen(window);
        if (generation != 0) {
          signals.attention().ask();
          return new Opened(blocks.get(index), index, generation);
        }
      }
    }
    return null;
  }

  /**
   * Takes the block of a channel that the peer has opened.
   *
   * @throws RanvierException PROTOCOL_ERROR when it cannot be one
   */
  synchronized Opened accept(long reference) {
    int index = SlotReference.index(reference);
    long generation = SlotReference.generation(reference);
    boolean possible =
        SlotReference.isValid(reference) && index < blocks.length() && (index & 1) != ownParity;
    if (!possible || !block(index).accept(generation)) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "channel refused: %s, channels=%d; not the peer's to open, or in use"
              .formatted(SlotReference.describe(reference), blocks.length()));
    }
    signals.attention().ask();
    return new Opened(blocks.get(index), index, generation);
  }

  /** Returns whether any block is in use or holds payload slots. */
  boolean isAnyOccupied() {
    boolean[] any = {false};
    forEach(block -> any[0] |= block.isOccupied());
    return any[0];
  }

  /** Returns whether this side waits for the peer to give back one of the blocks it has opened. */
  synchronized boolean isOneLeaving() {
    for (int index = ownParity; index < blocks.length(); index += 2) {
      if (block(index).isLeaving()) {
        return true;
      }
    }
    return false;
  }

  /** Returns how many channels the lane has. */
  int count() {
    return blocks.length();
  }

  /** Counts the channels that this side's ends are open of. */
  int openCount() {
    int[] open = {0};
    forEachInUse(_ -> open[0]++);
    return open[0];
  }

  /** Sums what the receivers of open channels say they have read. */
  long headSum() {
    long[] sum = {0};
    forEachInUse(block -> sum[0] += block.memory().head());
    return sum[0];
  }

  void forEachInUse(Consumer<ChannelBlock> action) {
    forEach(block -> {
      if (block.isInUse()) {
        action.accept(block);
      }
    });
  }

  /** Takes back the payload slots of channels that are over. */
  void reclaim() {
    forEach(ChannelBlock::reclaimIfOver);
  }

  private void forEach(Consumer<ChannelBlock> action) {
    for (int index = 0; index < blocks.length(); index++) {
      ChannelBlock block = blocks.get(index);
      if (block != null) {
        action.accept(block);
      }
    }
  }

  private ChannelBlock block(int index) {
    ChannelBlock known = blocks.get(index);
    if (known == null) {
      known = new ChannelBlock(ChannelMemory.of(memory, index), sends, signals, takes, peerTakes);
      blocks.set(index, known);
    }
    return known;
  }
}
