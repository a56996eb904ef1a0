package io.ranvier.memory;

import java.io.IOException;

/** File work that may fail with an {@link IOException}. */
@FunctionalInterface
public interface FileTask<T> {
  T run() throws IOException;
}
