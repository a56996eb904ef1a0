package io.ranvier.buffer;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SegmentBufferOverMappedFileTest extends SegmentBufferContractTest {
  @TempDir Path folder;

  @Override
  MemorySegment allocate(Arena arena, long byteSize) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve("region"), CREATE_NEW, READ, WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, byteSize, arena);
    }
  }
}
