package io.ranvier.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.CounterBlock;
import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneMemory;
import io.ranvier.lane.LaneOptions;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ChannelBlocksTest {
  private static final LaneGeometry GEOMETRY =
      new LaneGeometry(
          LaneOptions.defaults().withRingCells(16).withExclusiveRings(0).withPayloadClasses());

  private final AtomicInteger asked = new AtomicInteger();
  private final CounterBlock counters =
      new CounterBlock(Arena.ofAuto().allocate(CounterBlock.BYTES, 128), 0);
  private final LaneMemory lane =
      new LaneMemory(
          Arena.ofAuto().allocate(GEOMETRY.totalBytes(), 4096),
          0,
          GEOMETRY,
          0x7700_0000_0000_0000L);

  private ChannelBlocks blocks(boolean sends, boolean client) {
    Signals signals =
        new Signals(
            Barrier.FENCE, true, SleepCalls.none(), () -> {}, counters, asked::incrementAndGet);
    MetadataLimits limits = MetadataLimits.defaults();
    return new ChannelBlocks(lane, sends, client, signals, limits, limits);
  }

  // verifies S4
  @Test
  @DisplayName("S4: both ends of a channel ask to be looked after as long as they are open")
  void asksToBeLookedAfter() {
    ChannelBlocks sending = blocks(true, true);
    ChannelBlocks taking = blocks(false, false);
    assertFalse(sending.isAnyOccupied());
    ChannelBlocks.Opened opened = sending.tryOpen(1);
    assertEquals(1, asked.get());
    assertTrue(sending.isAnyOccupied());
    assertFalse(taking.isAnyOccupied());
    ChannelBlocks.Opened accepted = taking.accept(opened.reference());
    assertEquals(2, asked.get());
    assertTrue(taking.isAnyOccupied());
    opened.block().leave();
    accepted.block().leave();
    assertFalse(sending.isAnyOccupied());
    assertFalse(taking.isAnyOccupied());
  }
}
