package io.ranvier.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/** The janitor's task that ends one mapping. */
final class Unmapping implements Runnable {
  private static final int MAX_ATTEMPTS = 1_000;
  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Janitor janitor;
  private final Arena arena;
  private final RandomAccessFile file;
  private int attempts;

  Unmapping(Janitor janitor, Arena arena, RandomAccessFile file) {
    this.janitor = janitor;
    this.arena = arena;
    this.file = file;
  }

  @Override
  public void run() {
    try {
      arena.close();
    } catch (IllegalStateException e) {
      // A system call still holds a segment of the arena: it cannot be closed before that returns.
      if (++attempts == MAX_ATTEMPTS) {
        throw e;
      }
      janitor.executeAfter(RETRY_NS, this);
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close an unmapped file", e);
    }
  }
}
