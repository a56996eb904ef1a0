package io.ranvier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;

final class SharedWordsTest {
  private static final SharedWords WORDS = SharedWords.ofLine("first", "second", "third");
  private static final VarHandle FIRST = WORDS.atomic("first");
  private static final VarHandle SECOND = WORDS.plain("second");
  private static final VarHandle THIRD = WORDS.plain("third");

  private final MemorySegment lines = Arena.ofAuto().allocate(2 * 64, 64);

  @Test
  void wordsLieInTheirOrderFromTheBeginningOfTheLine() {
    FIRST.setRelease(lines, 64L, 1L);
    SECOND.set(lines, 64L, 2L);
    THIRD.set(lines, 64L, 3L);
    for (int i = 0; i < 3; i++) {
      assertEquals(i + 1, lines.getAtIndex(ValueLayout.JAVA_LONG, 8 + i));
    }
    assertEquals(1L, (long) FIRST.getAcquire(lines, 64L));
    assertEquals(2L, (long) SECOND.get(lines, 64L));
  }

  @Test
  void wholeLineMustLieInTheSegment() {
    assertThrows(IndexOutOfBoundsException.class, () -> FIRST.setRelease(lines, 72L, 1L));
    assertThrows(IndexOutOfBoundsException.class, () -> SECOND.set(lines, 72L, 1L));
    assertThrows(IndexOutOfBoundsException.class, () -> THIRD.set(lines, -8L, 1L));
  }

  @Test
  void onlyAtomicAccessesAskForAlignment() {
    SECOND.set(lines, 4L, 2L);
    assertEquals(2L, (long) SECOND.get(lines, 4L));
    assertThrows(IllegalArgumentException.class, () -> FIRST.setRelease(lines, 4L, 1L));
  }
}
