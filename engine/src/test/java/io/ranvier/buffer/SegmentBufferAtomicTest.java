package io.ranvier.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class SegmentBufferAtomicTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

  @TestFactory
  Stream<DynamicTest> refusesMisalignedAddress() {
    return BufferMethods.all().stream()
        .filter(BufferMethods::needsAlignment)
        .map(method ->
            DynamicTest.dynamicTest(
                BufferMethods.signature(method), () -> refusesMisaligned(method)));
  }

  private void refusesMisaligned(Method method) throws ReflectiveOperationException {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 1; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      arguments[i] = type == long.class ? 1L : type == int.class ? 1 : zero(type);
    }
    arguments[0] = 8;
    method.invoke(new SegmentBuffer(memory, 0, 64), arguments);
    // It is the address that counts: an odd index in an odd window may be aligned.
    arguments[0] = 7;
    method.invoke(new SegmentBuffer(memory, 1, 63), arguments);

    arguments[0] = 9;
    InvocationTargetException thrown =
        assertThrows(
            InvocationTargetException.class,
            () -> method.invoke(new SegmentBuffer(memory, 0, 64), arguments));
    RanvierException refusal = assertInstanceOf(RanvierException.class, thrown.getCause());
    assertEquals(ErrorCode.INVALID_ARGUMENT, refusal.code());
    assertTrue(refusal.getMessage().contains("index=9"), refusal.getMessage());
  }

  private static Object zero(Class<?> type) {
    return type == char.class ? (Object) '\0' : (Object) (short) 0;
  }

  @Test
  void losesNoUpdateOfTwoThreads() throws InterruptedException {
    SegmentBuffer buffer = new SegmentBuffer(memory, 0, 64);
    int rounds = 100_000;
    Runnable work =
        () -> {
          for (int i = 0; i < rounds; i++) {
            buffer.getAndAddLong(0, 1);
            buffer.addIntRelease(8, 1);
            int seen;
            do {
              seen = buffer.getIntVolatile(12);
            } while (!buffer.compareAndSetInt(12, seen, seen + 1));
          }
        };
    Thread other = Thread.ofPlatform().start(work);
    work.run();
    other.join();
    assertEquals(2L * rounds, buffer.getLongVolatile(0));
    assertEquals(2 * rounds, buffer.getIntVolatile(8));
    assertEquals(2 * rounds, buffer.getIntAcquire(12));
  }
}
