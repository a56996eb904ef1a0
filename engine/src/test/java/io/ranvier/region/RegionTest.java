package io.ranvier.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.Reservation;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegionTest {
  private static final RegionSettings SETTINGS =
      new RegionSettings(
          5, -9, 77, LaneOptions.defaults(), LaneOptions.defaults(), Reservation.FULL);

  private final TestRoot root = TestRoot.create();
  private final Path path = root.resolve("region");

  @AfterEach
  void close() {
    root.close();
  }

  @Test
  void takesAtMostOneMebibyteByDefault() {
    assertTrue(SETTINGS.totalBytes() <= 1 << 20, "bytes: " + SETTINGS.totalBytes());
  }

  @Test
  @DisplayName("L1: created for the owner alone, never over a file that is there")
  void createsExclusively() throws IOException {
    try (Region region = create()) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertEquals(
          ErrorCode.WRONG_STATE, assertThrows(RanvierException.class, this::create).code());
      assertTrue(region.isIntact());
      region.closeAndRemove();
      assertFalse(Files.exists(path));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "magic, 0, GEOMETRY_MISMATCH",
    "major, 8, VERSION_MISMATCH",
    "totalBytes, 16, GEOMETRY_MISMATCH",
    "connectionId, 24, GEOMETRY_MISMATCH",
    "key, 32, GEOMETRY_MISMATCH",
    "epochNs, 40, GEOMETRY_MISMATCH"
  })
  @DisplayName("L2: a field that is not as agreed is refused by name")
  void namesTheFieldThatDoesNotFit(String field, long offset, ErrorCode code) throws IOException {
    try (Region region = create()) {
      assertTrue(region.isIntact());
      flip(offset);
      RanvierException refusal = assertThrows(RanvierException.class, this::attach);
      assertEquals(code, refusal.code());
      assertTrue(refusal.getMessage().contains(field), refusal.getMessage());
      assertTrue(refusal.getMessage().contains(path.toString()), refusal.getMessage());
      flip(offset);
      attach().close();
    }
  }

  @Test
  @DisplayName("L12: another minor version is no reason to refuse")
  void attachesToAnotherMinorVersion() throws IOException {
    try (Region region = create()) {
      assertTrue(region.isIntact());
      flip(12);
      attach().close();
    }
  }

  @Test
  @DisplayName("L2, L10: a file that is too short is refused and not made longer")
  void refusesAFileCutShort() throws IOException {
    try (Region region = create();
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(SETTINGS.totalBytes() - 1);
      RanvierException refusal = assertThrows(RanvierException.class, this::attach);
      assertEquals(ErrorCode.GEOMETRY_MISMATCH, refusal.code());
      assertTrue(refusal.getMessage().contains("size"), refusal.getMessage());
      assertEquals(SETTINGS.totalBytes() - 1, file.length());
      assertFalse(region.isIntact());
    }
  }

  private Region create() {
    return Region.create(path, SETTINGS, FileMode.ownerOnly());
  }

  private Region attach() {
    return Region.attach(path, SETTINGS);
  }

  private void flip(long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      int value = file.read();
      file.seek(offset);
      file.write(value ^ 1);
    }
  }
}
