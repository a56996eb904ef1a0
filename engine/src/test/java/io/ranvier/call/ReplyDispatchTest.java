package io.ranvier.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.CounterBlock;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.routing.ReplyGeometry;
import io.ranvier.signal.Attention;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ReplyDispatchTest {
  private static final int SLOTS = 4;

  private final ReplyGeometry geometry = new ReplyGeometry(SLOTS, 64);
  private final MemorySegment memory = Arena.ofAuto().allocate(geometry.totalBytes(), 128);
  private final AtomicInteger asked = new AtomicInteger();
  private final Attention attention = asked::incrementAndGet;
  private final CounterBlock counters =
      new CounterBlock(Arena.ofAuto().allocate(CounterBlock.BYTES, 128), 0);
  private final Signals signals =
      new Signals(Barrier.FENCE, true, SleepCalls.none(), () -> {}, counters, attention);
  private final MuxedSlots slots =
      new MuxedSlots(memory, 0, geometry, SlotBacking.RESERVED, signals, Waiting.park());
  private final ReplyDispatch dispatch =
      new ReplyDispatch(slots, SLOTS, new LostMemory(new LaneEnd(), null), attention);

  // verifies L11
  @Test
  @DisplayName("L11: who waits for a reply asks for rescans, which go on until he has left")
  void asksForRescans() {
    assertFalse(dispatch.rescan());
    assertEquals(0, asked.get());
    AtomicInteger woken = new AtomicInteger();
    var one = new ReplyDispatch.Noted(slots.tryAcquire(), woken::incrementAndGet);
    var other = new ReplyDispatch.Noted(slots.tryAcquire(), woken::incrementAndGet);
    dispatch.note(one);
    assertEquals(1, asked.get());
    dispatch.note(other);
    dispatch.forget(one);
    assertTrue(dispatch.rescan());
    dispatch.forget(other);
    assertFalse(dispatch.rescan());
    dispatch.note(one);
    assertEquals(2, asked.get());
    assertEquals(0, woken.get(), "nobody has answered");
    dispatch.forget(one);
  }
}
