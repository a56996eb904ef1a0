package io.ranvier.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.agrona.concurrent.AtomicBuffer;

/** One of the two parties of a comparison: performs a random call and reports all that it did. */
record Party(ViewKind kind, MemorySegment memory) {
  /** What came of a call, in full. */
  record Report(boolean refused, String text) {}

  Report perform(Method method, long seed) throws IllegalAccessException {
    Random random = new Random(seed);
    fill(random);
    int offset = random.nextInt(40);
    int length = random.nextInt(1, (int) memory.byteSize() - offset);
    AtomicBuffer buffer = kind.over(memory, offset, length);
    Object[] arguments = new RandomArguments(random, kind, memory, buffer).draw(method);
    String before = render(arguments);
    boolean refused = false;
    String outcome;
    try {
      outcome = "returned " + bitsOf(method.invoke(buffer, arguments));
    } catch (InvocationTargetException e) {
      refused = true;
      outcome = "threw " + e.getCause().getClass().getName();
    }
    String text =
        "window: %d+%d\nwith: %s\n%s\nafter: %s\nmemory: %s"
            .formatted(
                offset,
                length,
                before,
                outcome,
                render(arguments),
                BufferMethods.hex(memory.toArray(JAVA_BYTE)));
    return new Report(refused, text);
  }

  /** Content that parsers, length prefixes and comparisons make something of. */
  private void fill(Random random) {
    int style = random.nextInt(5);
    int phase = random.nextInt(4);
    for (long i = 0; i < memory.byteSize(); i++) {
      int any = random.nextInt(256);
      int content =
          switch (style) {
            case 0 -> any;
            case 1 -> any < 4 ? '-' : any < 8 ? any : '0' + any % 10;
            case 2 -> '0' + (any < 128 ? 9 : any % 10);
            case 3 -> i % 4 == phase ? any & 31 : 0;
            default -> 7;
          };
      memory.set(JAVA_BYTE, i, (byte) content);
    }
  }

  private static Object bitsOf(Object value) {
    return switch (value) {
      case Double d -> Double.doubleToRawLongBits(d);
      case Float f -> Float.floatToRawIntBits(f);
      case null, default -> value;
    };
  }

  private static String render(Object[] arguments) {
    return Arrays.stream(arguments).map(RandomArguments::render).collect(Collectors.joining(", "));
  }
}
