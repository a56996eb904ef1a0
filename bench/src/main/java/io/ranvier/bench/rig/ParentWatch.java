package io.ranvier.bench.rig;

import java.io.IOException;
import java.nio.file.Path;

/** Ends this child when its parent is gone. */
final class ParentWatch {
  /** The exit code of a child that was left alone. */
  static final int ORPHANED = 4;

  private ParentWatch() {}

  /**
   * Watches standard input: the parent holds its other end and writes nothing, so the end of input
   * is the end of the parent. The run's directory is removed first, since nobody else will.
   */
  static void start(Path runDirectory) {
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(() -> {
          awaitEndOfInput();
          try {
            RunDirectory.remove(runDirectory);
          } finally {
            Runtime.getRuntime().halt(ORPHANED);
          }
        });
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is sent; whatever comes is not for us.
      }
    } catch (IOException e) {
      // Unreadable is as good as ended.
      return;
    }
  }
}
