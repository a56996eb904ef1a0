package io.ranvier.buffer;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.AtomicBuffer;

/** The methods of Agrona's interface, all of them, sorted by what a test can expect. */
final class BufferMethods {
  /**
   * Where a SegmentBuffer differs from UnsafeBuffer on purpose; SegmentBufferWrapTest names each.
   */
  static final Set<String> OWN_BEHAVIOUR =
      Set.of(
          "wrap", "addressOffset", "byteArray", "byteBuffer", "wrapAdjustment", "verifyAlignment");

  /** What a dead view answers too. */
  static final Set<String> ANSWERED_WHEN_DEAD =
      Set.of("wrap", "capacity", "byteArray", "byteBuffer", "wrapAdjustment", "isExpandable");

  private BufferMethods() {}

  static List<Method> all() {
    return Arrays.stream(AtomicBuffer.class.getMethods())
        .sorted(Comparator.comparing(BufferMethods::signature))
        .toList();
  }

  static Stream<Method> except(Set<String> names) {
    return all().stream().filter(method -> !names.contains(method.getName()));
  }

  static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  /** The accesses with a memory order, of operands longer than a byte. */
  static boolean needsAlignment(Method method) {
    return method.getDeclaringClass() == AtomicBuffer.class
        && method.getParameterCount() > 0
        && !method.getName().contains("Byte");
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
