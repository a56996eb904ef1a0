package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocatedBytesTest {
  @Test
  void countsBlocksAndNotLengths(@TempDir Path directory) throws IOException {
    Path sparse = directory.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(64 << 20);
    }
    Path written = Files.write(directory.resolve("written"), new byte[100_000]);
    long bytes = AllocatedBytes.of(List.of(sparse, written)).orElseThrow();
    assertTrue(bytes >= 100_000 && bytes < 1 << 20, () -> "bytes=" + bytes);
  }

  @Test
  void doesNotKnowWhatIsNotThere(@TempDir Path directory) {
    assertEquals(OptionalLong.empty(), AllocatedBytes.of(List.of(directory.resolve("none"))));
    assertEquals(OptionalLong.empty(), AllocatedBytes.of(List.of()));
  }
}
