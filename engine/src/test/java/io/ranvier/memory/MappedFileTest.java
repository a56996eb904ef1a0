package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.testing.TestRoot;
import io.ranvier.testing.Uncaught;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class MappedFileTest {
  private static final long SIZE = 3 * 64 * 1024 + 4096;

  private final TestRoot root = TestRoot.create();
  private final Path path = root.resolve("memory");

  @AfterEach
  void removeRoot() {
    root.close();
  }

  @Test
  @DisplayName("L1 a file is created with its exact size and mode, filled with zeros")
  void createsExactly() throws IOException {
    for (Reservation reservation : Reservation.values()) {
      try (MappedFile file = create(reservation)) {
        assertEquals(SIZE, Files.size(path));
        assertEquals("rw-------", mode(path));
        assertEquals(-1, file.segment().mismatch(MemorySegment.ofArray(new byte[(int) SIZE])));
        assertTrue(file.removeFile());
      }
    }
  }

  @Test
  @DisplayName("L13 group access is mode 0660")
  void groupModeIsExact() throws IOException {
    String group = Files.readAttributes(root.path(), "posix:group").get("group").toString();
    FileMode mode = FileMode.group(group);
    try (MappedFile _ = MappedFile.create(path, SIZE, Reservation.FULL, mode)) {
      assertEquals("rw-rw----", mode(path));
    }
  }

  // verifies D15
  @Test
  @DisplayName("L1 a file that exists is never touched")
  void neverReplacesAFile() throws IOException {
    Files.writeString(path, "precious");
    RanvierException thrown = assertFails(ErrorCode.WRONG_STATE, () -> create(Reservation.FULL));
    assertTrue(thrown.getMessage().contains(path.toString()), thrown.getMessage());
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void neverCreatesThroughALink() throws IOException {
    Path target = root.resolve("target");
    Files.createSymbolicLink(path, target);
    assertFails(ErrorCode.WRONG_STATE, () -> create(Reservation.FULL));
    assertFalse(Files.exists(target));
  }

  @Test
  void leavesNoFileWhenAStepFails() {
    FileMode unknownGroup = FileMode.group("no-such-group-anywhere");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> MappedFile.create(path, SIZE, Reservation.FULL, unknownGroup));
    assertFalse(Files.exists(path));
    assertFails(
        ErrorCode.IO_FAILURE,
        () ->
            MappedFile.create(
                path, Long.MAX_VALUE, Reservation.ON_FIRST_LEASE, FileMode.ownerOnly()));
    assertFalse(Files.exists(path));
  }

  @Test
  void refusesASizeThatIsNotPositive() {
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> MappedFile.anonymous(0, Reservation.ON_FIRST_LEASE));
  }

  @Test
  void twoMappingsShareTheirBytes() {
    try (MappedFile mine = create(Reservation.FULL);
        MappedFile theirs = MappedFile.attach(path, SIZE, Reservation.FULL);
        MappedFile reader = MappedFile.attachReadOnly(path, SIZE)) {
      mine.segment().set(JAVA_LONG, SIZE - 8, 42);
      assertEquals(42, theirs.segment().get(JAVA_LONG, SIZE - 8));
      theirs.segment().set(JAVA_LONG, 0, 7);
      assertEquals(7, mine.segment().get(JAVA_LONG, 0));
      assertTrue(reader.segment().isReadOnly());
      assertEquals(42, reader.segment().get(JAVA_LONG, SIZE - 8));
    }
  }

  @Test
  @DisplayName("L2 a file of another size is refused, named, and not extended by the attempt")
  void refusesAFileOfAnotherSize() throws IOException {
    create(Reservation.FULL).close();
    long wanted = SIZE + 4096;
    RanvierException thrown =
        assertFails(
            ErrorCode.GEOMETRY_MISMATCH, () -> MappedFile.attach(path, wanted, Reservation.FULL));
    assertTrue(thrown.getMessage().contains("field=size, fileBytes=" + SIZE), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("expectedBytes=" + wanted), thrown.getMessage());
    assertFails(ErrorCode.GEOMETRY_MISMATCH, () -> MappedFile.attachReadOnly(path, wanted));
    assertEquals(SIZE, Files.size(path));
  }

  @Test
  void refusesToAttachAnythingButARegularFile() throws IOException {
    Path link = root.resolve("link");
    create(Reservation.FULL).close();
    Files.createSymbolicLink(link, path);
    assertFails(ErrorCode.GEOMETRY_MISMATCH, () -> MappedFile.attach(link, SIZE, Reservation.FULL));
    assertFails(ErrorCode.GEOMETRY_MISMATCH, () -> MappedFile.attachReadOnly(root.path(), 1));
    assertFails(ErrorCode.IO_FAILURE, () -> MappedFile.attachReadOnly(root.resolve("missing"), 1));
  }

  @Test
  void anonymousMemoryHasNoNameAndTheSameAbilities() throws IOException {
    try (MappedFile file = MappedFile.anonymous(root.path(), SIZE, Reservation.ON_FIRST_LEASE)) {
      try (Stream<Path> left = Files.list(root.path())) {
        assertEquals(0, left.count());
      }
      assertTrue(file.storageArea(0, SIZE).reserve(SIZE - 8, 8));
      file.segment().set(JAVA_LONG, SIZE - 8, 42);
      assertEquals(42, file.segment().get(JAVA_LONG, SIZE - 8));
      assertEquals(FileState.INTACT, file.fileState());
      assertFalse(file.removeFile());
    }
  }

  @Test
  @DisplayName("an interrupt of the caller neither breaks the work nor gets lost")
  void interruptedCallersSucceed() {
    Thread.currentThread().interrupt();
    try (MappedFile file = create(Reservation.ON_FIRST_LEASE);
        MappedFile theirs = MappedFile.attach(path, SIZE, Reservation.ON_FIRST_LEASE)) {
      assertTrue(file.storageArea(0, SIZE / 2).reserve(0, 8));
      assertTrue(file.storageArea(SIZE / 2, SIZE / 2).reserve(SIZE - 8, 8));
      assertEquals(FileState.INTACT, theirs.fileState());
    }
    assertTrue(Thread.interrupted());
  }

  @Test
  @DisplayName("L10 a file that is cut short, removed or replaced is noticed")
  void noticesWhatHappensToTheFile() throws IOException {
    try (MappedFile file = create(Reservation.FULL)) {
      assertEquals(FileState.INTACT, file.fileState());
      Files.move(path, root.resolve("elsewhere"));
      assertEquals(FileState.REMOVED, file.fileState());
      assertTrue(file.fileIntact());
      Files.writeString(path, "another");
      assertEquals(FileState.REPLACED, file.fileState());
      assertFalse(file.removeFile(), "another's file was removed");
      Files.delete(path);
      Files.move(root.resolve("elsewhere"), path);
      assertEquals(FileState.INTACT, file.fileState());
      try (var other = new RandomAccessFile(path.toFile(), "rw")) {
        other.setLength(SIZE - 1);
      }
      assertEquals(FileState.TRUNCATED, file.fileState());
      assertFalse(file.fileIntact());
    }
  }

  @Test
  void closeUnmapsOnceAndLaterAccessThrows() {
    MappedFile file = create(Reservation.FULL);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Uncaught.during(
        failures::add,
        () -> {
          file.close();
          file.close();
          assertTrue(Janitor.shared().awaitIdle(TimeUnit.SECONDS.toNanos(30)));
        });
    assertEquals(List.of(), failures);
    assertThrows(IllegalStateException.class, () -> file.segment().get(JAVA_BYTE, 0));
    assertTrue(Files.exists(path), "closing removes nothing");
  }

  private MappedFile create(Reservation reservation) {
    return MappedFile.create(path, SIZE, reservation, FileMode.ownerOnly());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static RanvierException assertFails(ErrorCode code, Executable action) {
    RanvierException thrown = assertThrows(RanvierException.class, action);
    assertEquals(code, thrown.code(), thrown.getMessage());
    return thrown;
  }
}
