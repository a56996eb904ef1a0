package io.ranvier.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

final class SyscallScratchTest {
  @Test
  void noTwoCallsInProgressShareASlot() {
    var taken = new ArrayList<MemorySegment>();
    var addresses = new HashSet<Long>();
    try {
      for (int i = 0; i < 2 * SyscallScratch.SLOTS; i++) {
        MemorySegment slot = SyscallScratch.take();
        taken.add(slot);
        assertTrue(addresses.add(slot.address()), "taken twice: i=" + i);
      }
    } finally {
      taken.forEach(SyscallScratch::give);
    }
  }

  @Test
  void aThreadGetsTheSlotBackThatItGave() {
    MemorySegment first = SyscallScratch.take();
    SyscallScratch.give(first);
    MemorySegment second = SyscallScratch.take();
    SyscallScratch.give(second);
    assertEquals(first.address(), second.address());
  }

  @Test
  void timeoutIsSplitIntoSecondsAndNanoseconds() {
    MemorySegment slot = SyscallScratch.take();
    try {
      long address = SyscallScratch.timespec(slot, 3_000_000_007L);
      long offset = address - slot.address();
      assertEquals(3, slot.get(JAVA_LONG, offset));
      assertEquals(7, slot.get(JAVA_LONG, offset + Long.BYTES));
    } finally {
      SyscallScratch.give(slot);
    }
  }

  @Test
  void negativeTimeoutIsNone() {
    MemorySegment slot = SyscallScratch.take();
    try {
      assertEquals(0, SyscallScratch.timespec(slot, -1));
    } finally {
      SyscallScratch.give(slot);
    }
  }
}
