package io.ranvier.ffm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A page of a file, mapped for everybody: the kind of memory that the engine waits on. */
final class MappedWord {
  private MappedWord() {}

  static MemorySegment map(Path path, Arena arena) throws IOException {
    try (var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, Platform.pageSizeBytes(), arena);
    }
  }
}
