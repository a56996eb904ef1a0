package io.ranvier.bench.contender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 31, 32, 33, 1023, 1024, 4096, 5_003})
  void acceptsWhatItWrote(int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(length + 3);
      Pattern.fill(segment, 3, length, Pattern.request(5));
      Pattern.check(segment, 3, length, Pattern.request(5), 5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 32, 1023, 1024, 1025, 2048, 2117})
  void countsUpFromWordToWord(int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(length + 3);
      Pattern.fill(segment, 3, length, Pattern.request(5));
      for (int at = 0; at < length; at++) {
        long word = Pattern.request(5) + at / Long.BYTES;
        byte expected = (byte) (word >>> Byte.SIZE * (at % Long.BYTES));
        assertEquals(expected, segment.get(ValueLayout.JAVA_BYTE, 3 + at));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 31, 32, 33, 100, 2_117})
  void refusesAnyChangedByte(int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(length);
      for (int at = 0; at < length; at++) {
        Pattern.fill(segment, 0, length, Pattern.reply(7));
        byte right = segment.get(ValueLayout.JAVA_BYTE, at);
        segment.set(ValueLayout.JAVA_BYTE, at, (byte) (right ^ 0x10));
        ContentError error =
            assertThrows(
                ContentError.class, () -> Pattern.check(segment, 0, length, Pattern.reply(7), 7));
        assertTrue(error.getMessage().contains("number=7"), error::getMessage);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32})
  void refusesTheMessageBeforeAndTheOtherDirection(int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(length);
      Pattern.fill(segment, 0, length, Pattern.request(41));
      assertThrows(
          ContentError.class, () -> Pattern.check(segment, 0, length, Pattern.request(42), 42));
      assertThrows(
          ContentError.class, () -> Pattern.check(segment, 0, length, Pattern.reply(41), 41));
    }
  }

  @Test
  void changesTheFirstByteFromMessageToMessage() {
    assertNotEquals((byte) Pattern.request(1), (byte) Pattern.request(2));
    assertNotEquals((byte) Pattern.reply(1), (byte) Pattern.reply(2));
  }
}
