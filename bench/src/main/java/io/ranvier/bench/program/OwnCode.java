package io.ranvier.bench.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/**
 * Makes instances of a class that each have bytecode, profile and compiled code of their own.
 *
 * <p>The limit and the contender run through the same loop. Were it one class, the compiler would
 * see both kinds of calls in it and compile neither as well as alone: the limit of a stream then
 * loses up to half, depending on whose pair it is measured in. A hidden class with the same
 * bytecode is a class of its own to the compiler.
 */
final class OwnCode {
  private OwnCode() {}

  /**
   * Makes an instance of a copy of a class.
   *
   * @param template a class of this package without inner classes and with one constructor
   * @param kind what the copy is used as; the copy is no {@code template}
   * @param arguments for the constructor
   */
  static <T> T instance(Class<? extends T> template, Class<T> kind, Object... arguments) {
    try {
      Class<?> copy =
          MethodHandles.lookup().defineHiddenClass(bytecode(template), true).lookupClass();
      return kind.cast(copy.getDeclaredConstructors()[0].newInstance(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot copy a class: class=" + template.getName(), e);
    }
  }

  private static byte[] bytecode(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return in.readAllBytes();
    }
  }
}
