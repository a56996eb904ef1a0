package io.ranvier.bench.contender;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps a file that both sides of a pair share. */
public final class SharedFile {
  private SharedFile() {}

  /**
   * Maps the first {@code sizeBytes} of a file, which is made when it is missing. The mapping stays
   * until the process ends: a segment of the global arena is checked least on each access.
   */
  public static MemorySegment map(Path file, long sizeBytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, sizeBytes, Arena.global());
    }
  }
}
