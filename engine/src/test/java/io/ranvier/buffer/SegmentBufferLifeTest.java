package io.ranvier.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** A view refuses before its first wrap and after its release, whatever is asked of it. */
final class SegmentBufferLifeTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

  @TestFactory
  Stream<DynamicTest> deadViewRefuses() {
    return BufferMethods.except(BufferMethods.ANSWERED_WHEN_DEAD)
        .map(method ->
            DynamicTest.dynamicTest(
                BufferMethods.signature(method),
                () -> {
                  SegmentBuffer released = new SegmentBuffer(memory, 0, 64);
                  released.release();
                  assertRefused("after its release", () -> call(method, released));
                  assertRefused("never wrapped", () -> call(method, new SegmentBuffer()));
                }));
  }

  @Test
  void deadViewRefusesEvenTheEmptyRange() {
    SegmentBuffer dead = new SegmentBuffer();
    assertRefused("never wrapped", () -> dead.getBytes(0, new byte[0]));
    assertRefused("never wrapped", () -> dead.setMemory(0, 0, (byte) 0));
    assertRefused("never wrapped", () -> dead.checkLimit(Integer.MIN_VALUE));
    assertRefused("never wrapped", () -> new UnsafeBuffer(new byte[8]).putBytes(0, dead, 0, 0));
    assertRefused("never wrapped", () -> new UnsafeBuffer(dead));
    assertRefused("never wrapped", () -> new SegmentBuffer().wrap(dead));
    assertRefused("never wrapped", dead::segment);
    assertRefused("never wrapped", dead::segmentOffset);
    assertRefused("never wrapped", dead::hashCode);
    assertRefused("never wrapped", () -> dead.equals(new SegmentBuffer(memory, 0, 0)));
  }

  @Test
  void deadViewTellsItsState() {
    SegmentBuffer view = new SegmentBuffer();
    assertEquals(0, view.capacity());
    assertFalse(view.isLive());
    assertTrue(view.toString().contains("never wrapped"), view.toString());
    view.wrap(memory, 8, 16);
    assertTrue(view.isLive());
    assertTrue(view.toString().contains("offset=8, capacity=16"), view.toString());
    view.release();
    view.release();
    assertEquals(0, view.capacity());
    assertFalse(view.isLive());
    assertTrue(view.toString().contains("released"), view.toString());
  }

  @Test
  void wrapRevivesReleasedView() {
    SegmentBuffer view = new SegmentBuffer(memory, 0, 8);
    view.release();
    view.wrap(memory, 8, 8);
    view.putLong(0, 5L);
    assertEquals(5L, view.getLong(0));
  }

  @Test
  void emptyWindowIsNotDead() {
    SegmentBuffer empty = new SegmentBuffer(memory, 64, 0);
    assertTrue(empty.isLive());
    empty.getBytes(0, new byte[0]);
    assertThrows(IndexOutOfBoundsException.class, () -> empty.getByte(0));
  }

  @Test
  void refusesAfterItsArenaWasClosed() {
    SegmentBuffer view;
    try (Arena arena = Arena.ofShared()) {
      view = new SegmentBuffer(arena.allocate(64), 0, 64);
    }
    assertThrows(IllegalStateException.class, () -> view.getLong(0));
    assertRefused("no longer mapped", view::addressOffset);
    assertRefused("no longer mapped", () -> view.getBytes(0, new UnsafeBuffer(new byte[8]), 0, 8));
  }

  private static void assertRefused(String reason, Executable access) {
    RanvierException refusal = assertThrows(RanvierException.class, access);
    assertEquals(ErrorCode.WRONG_STATE, refusal.code());
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  /** Calls with arguments that any live view of 64 bytes accepts, or could. */
  private static void call(Method method, SegmentBuffer view) throws Throwable {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(SegmentBufferLifeTest::harmless).toArray();
    try {
      method.invoke(view, arguments);
    } catch (InvocationTargetException e) {
      throw assertInstanceOf(RuntimeException.class, e.getCause());
    }
  }

  private static Object harmless(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "byte" -> (byte) 1;
      case "short" -> (short) 1;
      case "char" -> '1';
      case "int" -> 1;
      case "long" -> 1L;
      case "float" -> 1f;
      case "double" -> 1d;
      case "ByteOrder" -> ByteOrder.BIG_ENDIAN;
      case "byte[]" -> new byte[8];
      case "ByteBuffer" -> ByteBuffer.allocate(8);
      case "DirectBuffer", "MutableDirectBuffer", "Object" -> new UnsafeBuffer(new byte[8]);
      case "String", "CharSequence" -> "t";
      case "Appendable" -> new StringBuilder();
      default -> throw new AssertionError("no argument of type " + type);
    };
  }
}
