package io.ranvier.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Draws arguments for any method of AtomicBuffer from the types of its parameters.
 *
 * <p>Two parties that draw with equal seeds get equal arguments, except that buffers are of the
 * party's own kind.
 */
final class RandomArguments {
  private static final int[] EDGES = {
    -9,
    -8,
    -4,
    -1,
    0,
    1,
    9,
    10,
    99,
    100,
    Integer.MAX_VALUE - 3,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE
  };

  private final Random random;
  private final ViewKind kind;
  private final MemorySegment memory;
  private final AtomicBuffer subject;

  RandomArguments(Random random, ViewKind kind, MemorySegment memory, AtomicBuffer subject) {
    this.random = random;
    this.kind = kind;
    this.memory = memory;
    this.subject = subject;
  }

  Object[] draw(Method method) {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = draw(types[i]);
    }
    if (BufferMethods.needsAlignment(method)) {
      int index = (int) arguments[0];
      arguments[0] = index - (int) (subject.addressOffset() + index & 7);
    }
    if (method.getName().equals("putNaturalLongAscii")) {
      // Given a negative value UnsafeBuffer writes nonsense, and SegmentBuffer refuses.
      arguments[1] = (long) arguments[1] & Long.MAX_VALUE;
    }
    return arguments;
  }

  private Object draw(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "byte" -> (byte) random.nextInt();
      case "short" -> (short) random.nextInt();
      case "char" -> (char) random.nextInt();
      case "int" -> anyInt();
      case "long" -> anyLong();
      case "float" -> Float.intBitsToFloat(random.nextInt());
      case "double" -> Double.longBitsToDouble(random.nextLong());
      case "ByteOrder" -> byteOrder();
      case "byte[]" -> rarely() ? null : bytes();
      case "ByteBuffer" -> rarely() ? null : byteBuffer();
      case "DirectBuffer", "MutableDirectBuffer", "Object" -> buffer();
      case "String" -> rarely() ? null : text();
      case "CharSequence" -> rarely() ? null : new StringBuilder(text());
      case "Appendable" -> new StringBuilder("so far: ");
      default -> throw new AssertionError("no arguments of type " + type);
    };
  }

  private boolean rarely() {
    return random.nextInt(40) == 0;
  }

  private int anyInt() {
    int capacity = subject.capacity();
    return switch (random.nextInt(16)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> capacity - random.nextInt(-2, 12);
      case 2 -> (int) anyLong();
      case 3, 4, 5, 6, 7 -> random.nextInt(24);
      default -> random.nextInt(capacity);
    };
  }

  /** Every number of bits is equally likely, and powers of ten are not forgotten. */
  private long anyLong() {
    long magnitude =
        random.nextInt(4) == 0
            ? (long) Math.pow(10, random.nextInt(19)) - random.nextInt(2)
            : random.nextLong() >>> random.nextInt(64);
    return switch (random.nextInt(32)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Integer.MIN_VALUE;
      case 2, 3, 4, 5, 6, 7 -> -magnitude;
      default -> magnitude;
    };
  }

  private ByteOrder byteOrder() {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1, 2, 3 -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.LITTLE_ENDIAN;
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(64)];
    random.nextBytes(bytes);
    return bytes;
  }

  private ByteBuffer byteBuffer() {
    byte[] content = new byte[96];
    random.nextBytes(content);
    ByteBuffer whole =
        random.nextBoolean() ? ByteBuffer.allocate(96) : ByteBuffer.allocateDirect(96);
    whole.put(content);
    ByteBuffer part = whole.slice(random.nextInt(8), 64 + random.nextInt(16));
    return part.limit(48 + random.nextInt(16)).position(random.nextInt(16));
  }

  /**
   * Another buffer: on the heap, elsewhere off-heap, the subject itself, or one that overlaps it.
   */
  private MutableDirectBuffer buffer() {
    byte[] content = new byte[96];
    random.nextBytes(content);
    int offset = random.nextInt(16);
    int length = 48 + random.nextInt(16);
    int choice = random.nextInt(6);
    int shift = random.nextInt(24);
    return switch (choice) {
      case 0 -> new UnsafeBuffer(content, offset, length);
      case 1 -> new UnsafeBuffer(ByteBuffer.allocateDirect(96).put(content), offset, length);
      case 2 ->
          kind.over(
              Arena.ofAuto().allocate(96).copyFrom(MemorySegment.ofArray(content)), offset, length);
      case 3 -> subject;
      case 4 -> kind.over(memory, shift, length);
      default -> ViewKind.UNSAFE.over(memory, shift, length);
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    boolean ascii = random.nextInt(3) > 0;
    for (int i = random.nextInt(24); i > 0; i--) {
      text.append((char) (ascii ? random.nextInt(128) : random.nextInt(0x800)));
    }
    return text.toString();
  }

  /** Renders an argument with all that a call can have changed in it. */
  static String render(Object argument) {
    return switch (argument) {
      case null -> "null";
      case byte[] bytes -> BufferMethods.hex(bytes);
      case ByteBuffer buffer ->
          buffer.position() + ".." + buffer.limit() + ":" + BufferMethods.hex(contentOf(buffer));
      case DirectBuffer buffer -> BufferMethods.hex(contentOf(buffer));
      default -> argument.toString();
    };
  }

  private static byte[] contentOf(ByteBuffer buffer) {
    byte[] content = new byte[buffer.capacity()];
    buffer.duplicate().clear().get(content);
    return content;
  }

  private static byte[] contentOf(DirectBuffer buffer) {
    byte[] content = new byte[buffer.capacity()];
    for (int i = 0; i < content.length; i++) {
      content[i] = buffer.getByte(i);
    }
    return content;
  }
}
