package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCopyTest {
  @TempDir private Path directory;

  @Test
  void readsTheBeginOfAFile() throws IOException {
    Path path = Files.write(directory.resolve("long"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    FileCopy copy = FileCopy.read(path, 1, 8);
    assertEquals(10, copy.fileBytes());
    assertEquals(8, copy.segment().byteSize());
    assertEquals(8, copy.segment().get(JAVA_BYTE, 7));
    assertEquals(FileState.INTACT, copy.identity().state());
    Files.delete(path);
    assertEquals(FileState.REMOVED, copy.identity().state());
    assertEquals(1, copy.segment().get(JAVA_BYTE, 0));
  }

  @Test
  void zerosStandBehindAShortFile() throws IOException {
    Path path = Files.write(directory.resolve("short"), new byte[] {1, 2});
    FileCopy copy = FileCopy.read(path, 2, 16);
    assertEquals(2, copy.fileBytes());
    assertEquals(2, copy.segment().get(JAVA_BYTE, 1));
    // Atomic access wants memory that is aligned like the word.
    assertEquals(0L, (long) JAVA_LONG.varHandle().getAcquire(copy.segment(), 8L));
  }

  @Test
  void refusesWhatIsTooShortOrNoFile() throws IOException {
    Path path = Files.write(directory.resolve("short"), new byte[] {1, 2});
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);
    assertFails(path, 3, ErrorCode.GEOMETRY_MISMATCH, "field=size, fileBytes=2, minimumBytes=3");
    assertFails(link, 1, ErrorCode.GEOMETRY_MISMATCH, "not a regular file");
    assertFails(directory, 1, ErrorCode.GEOMETRY_MISMATCH, "not a regular file");
    assertFails(directory.resolve("none"), 1, ErrorCode.IO_FAILURE, "no such file");
  }

  private static void assertFails(Path path, long minimumBytes, ErrorCode code, String says) {
    var failure = assertThrows(RanvierException.class, () -> FileCopy.read(path, minimumBytes, 16));
    assertEquals(code, failure.code());
    assertTrue(failure.getMessage().contains(says), failure.getMessage());
    assertTrue(failure.getMessage().contains(path.toString()), failure.getMessage());
  }
}
