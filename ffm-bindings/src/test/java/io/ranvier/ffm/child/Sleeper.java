package io.ranvier.ffm.child;

import io.ranvier.ffm.NativeAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program of its own: sleeps on the first word of a file. */
public final class Sleeper {
  private Sleeper() {}

  /** Prints how the sleep ended. */
  public static void main(String[] args) throws IOException {
    try (Arena arena = Arena.ofShared();
        var file =
            FileChannel.open(Path.of(args[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var word = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena);
      System.out.print(NativeAccess.linux().futexWait(word.address(), 0, 60_000_000_000L));
    }
  }
}
