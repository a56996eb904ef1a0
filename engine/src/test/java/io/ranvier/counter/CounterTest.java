package io.ranvier.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class CounterTest {
  @Test
  void everyCounterHasAPlaceOfItsOwnOnItsWritersLine() {
    Set<Integer> ids = new HashSet<>();
    for (Counter counter : Counter.values()) {
      assertTrue(ids.add(counter.id()), "id used twice: " + counter);
      int line = counter.id() / Counter.PER_WRITER;
      assertEquals(counter.writer().ordinal(), line, "line of " + counter);
      assertTrue((counter.id() + 1) * Long.BYTES <= CounterBlock.BYTES);
      assertFalse(counter.unit().isBlank() || counter.meaning().isBlank());
      assertTrue(counter.meaning().endsWith("."), counter.meaning());
    }
    assertEquals(128, Counter.PER_WRITER * Long.BYTES, "a line pair for each kind of writer");
  }

  @ParameterizedTest
  @EnumSource(MemoryKind.class)
  void countsFromManyThreads(MemoryKind kind) throws Exception {
    try (MemoryKind.Memory memory = kind.open(4096)) {
      CounterBlock block = new CounterBlock(memory.segment(), 128);
      Threads.together(
          4,
          _ -> {
            for (int i = 0; i < 10_000; i++) {
              block.add(Counter.RING_FULL, 2);
            }
          });
      block.set(Counter.FRAMES_RECEIVED, 5);
      for (Counter counter : Counter.values()) {
        long expected =
            counter == Counter.RING_FULL ? 80_000 : counter == Counter.FRAMES_RECEIVED ? 5 : 0;
        assertEquals(expected, block.get(counter), counter.name());
      }
    }
  }
}
