package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.OutboundLane;
import io.ranvier.metadata.Metadata;
import io.ranvier.metadata.MetadataCodec;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import java.lang.foreign.MemorySegment;

/**
 * This side's end of a block: which channel it carries now, if any. Borrows the memory.
 *
 * <p>Sleeper and ringer stay when the channel changes, so that a thread which leaves the one cannot
 * undo the announcement of a thread that waits for the other.
 *
 * <p>Threads: any.
 */
final class ChannelBlock {
  private final ChannelMemory memory;
  private final boolean sends;
  private final Sleeper sleeper;
  private final Ringer ringer;
  private final MetadataLimits takes;
  private final MetadataLimits peerTakes;
  private long generation;
  private ItemSlots slots;
  private boolean inUse;
  private boolean reclaimed = true;

  /**
   * @param sends whether this side is the sender
   * @param takes limits of the metadata that the peer's end may carry
   * @param peerTakes limits of the metadata that this side's end may carry
   */
  ChannelBlock(
      ChannelMemory memory,
      boolean sends,
      Signals signals,
      MetadataLimits takes,
      MetadataLimits peerTakes) {
    this.memory = memory;
    this.sends = sends;
    MemorySegment segment = memory.segment();
    long data = memory.base() + ChannelLayout.DATA;
    long credit = memory.base() + ChannelLayout.CREDIT;
    this.sleeper =
        sends
            ? signals.sleeper(segment, credit, Counter.SENDER_PARKS)
            : signals.sleeper(segment, data, Counter.PARKS);
    this.ringer = signals.ringer(segment, sends ? data : credit);
    this.takes = takes;
    this.peerTakes = peerTakes;
  }

  /** Takes the block for a new channel if it is free; returns the generation, or 0. */
  synchronized long tryOpen(int window) {
    if (inUse || generation != 0 && !isOver()) {
      return 0;
    }
    reclaim();
    ChannelLayout.clear(memory.segment(), memory.base(), window);
    inUse = true;
    return ++generation;
  }

  /** Takes the block for a channel that the peer has opened; false when it cannot be one. */
  synchronized boolean accept(long newGeneration) {
    if (inUse || newGeneration <= generation) {
      return false;
    }
    reclaim();
    generation = newGeneration;
    inUse = true;
    return true;
  }

  /**
   * The peer never learned of the channel, so this side says its last word for it: the receiver's
   * reset, or the sender's end before the first item. The block is free when this side's own end is
   * over, too.
   */
  void endForPeer() {
    if (sends) {
      ChannelLayout.overRelease(memory.segment(), memory.base(), ChannelLayout.RESET, 0);
    } else {
      ChannelLayout.endedRelease(memory.segment(), memory.base(), 1, 0);
    }
    sleeper.wakeAll();
  }

  /** Returns whether this side has ended its part of a channel, and the peer has not. */
  synchronized boolean isLeaving() {
    return !inUse && generation != 0 && !isOver();
  }

  synchronized boolean isInUse() {
    return inUse;
  }

  /** Returns whether the block is in use, or payload slots of its last channel are to come back. */
  synchronized boolean isOccupied() {
    return inUse || !reclaimed;
  }

  /** Ends the sending behind that cell. This side writes to the block no more. */
  synchronized void endSending(long position, Metadata metadata, LaneEnd end) {
    if (end.isEnded()) {
      // Who could not send all that he would have must not look as if he had.
      leave();
      return;
    }
    int bytes = write(metadata, ChannelLayout.ENDED_METADATA);
    inUse = false;
    // HB channel.ended: all items and the sender's last look at the block before its end.
    ChannelLayout.endedRelease(memory.segment(), memory.base(), position + 1, bytes);
    ringer.ringIfWanted();
  }

  /** Ends the taking. This side writes to the block no more. */
  synchronized void endTaking(int over, Metadata metadata) {
    inUse = false;
    int bytes = write(metadata, ChannelLayout.OVER_METADATA);
    // HB channel.over: the receiver's last look at the block before its end.
    ChannelLayout.overRelease(memory.segment(), memory.base(), over, bytes);
    if (over == ChannelLayout.RESET) {
      ringer.ringIfWanted();
    }
  }

  /** Gives the end up without a last word: that of the connection stands already. */
  synchronized void leave() {
    inUse = false;
  }

  /** Reads what the sender's end carries. */
  Metadata endedMetadata() {
    int bytes = ChannelLayout.endedBytes(memory.segment(), memory.base());
    return read(bytes, ChannelLayout.ENDED_METADATA);
  }

  /** Reads what the receiver's reset carries. */
  Metadata overMetadata() {
    int bytes = ChannelLayout.overBytes(memory.segment(), memory.base());
    return read(bytes, ChannelLayout.OVER_METADATA);
  }

  /**
   * Takes back the payload slots of a channel that is over on both sides; a few times a second, and
   * before the next channel.
   */
  synchronized void reclaimIfOver() {
    if (!inUse && !reclaimed && isOver()) {
      reclaim();
    }
  }

  /** Returns the payload slots of the block's channels, the sender's side. */
  synchronized ItemSlots slots(OutboundLane lane) {
    if (slots == null) {
      slots = new ItemSlots(lane, sleeper::wakeAll, memory.payloadBytes());
    }
    reclaimed = false;
    return slots;
  }

  ChannelMemory memory() {
    return memory;
  }

  boolean sends() {
    return sends;
  }

  Sleeper sleeper() {
    return sleeper;
  }

  Ringer ringer() {
    return ringer;
  }

  /** Nobody reads items of the last channel any more. */
  private void reclaim() {
    if (!reclaimed) {
      slots.reclaim();
      reclaimed = true;
    }
  }

  private boolean isOver() {
    MemorySegment segment = memory.segment();
    long base = memory.base();
    // HB channel.ended: all items and the sender's last look at the block before its end.
    // HB channel.over: the receiver's last look at the block before its end.
    return ChannelLayout.endedAcquire(segment, base) != 0
        && ChannelLayout.overAcquire(segment, base) != 0;
  }

  private int write(Metadata metadata, long place) {
    if (metadata.isEmpty()) {
      return 0;
    }
    return MetadataCodec.encode(metadata, buffer(place), 0);
  }

  /** Refuses metadata that is too much for an end or a reset, or more than the peer takes. */
  void checkMetadata(Metadata metadata) {
    peerTakes.check(metadata);
    int bytes = metadata.isEmpty() ? 0 : MetadataCodec.encodedBytes(metadata);
    if (bytes > ChannelLayout.METADATA_BYTES) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "cannot end channel: metadataBytes=%d, limitBytes=%d; send it as an item"
              .formatted(bytes, ChannelLayout.METADATA_BYTES));
    }
  }

  private Metadata read(int bytes, long place) {
    return bytes == 0 ? Metadata.empty() : MetadataCodec.decode(buffer(place), 0, bytes, takes);
  }

  private SegmentBuffer buffer(long place) {
    return new SegmentBuffer(memory.segment(), memory.base() + place, ChannelLayout.METADATA_BYTES);
  }
}
