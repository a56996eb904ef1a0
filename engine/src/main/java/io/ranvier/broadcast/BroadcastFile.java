package io.ranvier.broadcast;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import io.ranvier.memory.UncaughtFailures;
import io.ranvier.ring.BroadcastLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The memory of a broadcast: the server creates, writes and removes it, clients read it. Owns the
 * mapping. Any thread.
 */
final class BroadcastFile implements AutoCloseable {
  private final MappedFile file;

  private BroadcastFile(MappedFile file) {
    this.file = file;
  }

  /** Returns the name of the file of the broadcast with that number. */
  static String name(int index) {
    return "broadcast-" + index;
  }

  /**
   * Creates the file.
   *
   * @throws RanvierException NO_SPACE, ACCESS_DENIED, WRONG_STATE when it exists
   */
  static BroadcastFile create(Path path, int ringCells, FileMode mode) {
    long bytes = BroadcastLayout.totalBytes(ringCells);
    // Nobody else may open it before it is one that only its owner writes.
    MappedFile file = MappedFile.create(path, bytes, Reservation.FULL, FileMode.ownerOnly());
    boolean complete = false;
    try {
      mode.applyToReadOnlyFile(path);
      BroadcastLayout.describe(file.segment(), ProtocolVersion.MAJOR, ringCells);
      complete = true;
      return new BroadcastFile(file);
    } catch (IOException e) {
      throw new RanvierException(
          ErrorCode.IO_FAILURE, "cannot open broadcast: path=%s, %s".formatted(path, e), e);
    } finally {
      if (!complete) {
        file.closeAndRemove();
      }
    }
  }

  /**
   * Maps the file for reading.
   *
   * @throws RanvierException GEOMETRY_MISMATCH, ACCESS_DENIED, IO_FAILURE
   */
  static BroadcastFile attach(Path path, int ringCells) {
    long bytes = BroadcastLayout.totalBytes(ringCells);
    MappedFile file = MappedFile.attachReadOnly(path, bytes);
    boolean fits = false;
    try {
      check(path, "size", file.sizeBytes(), bytes);
      MemorySegment segment = file.segment();
      check(path, "magic", BroadcastLayout.magicAcquire(segment), BroadcastLayout.MAGIC);
      check(path, "major", BroadcastLayout.major(segment), ProtocolVersion.MAJOR);
      check(path, "ringCells", BroadcastLayout.ringCells(segment), ringCells);
      fits = true;
      return new BroadcastFile(file);
    } finally {
      if (!fits) {
        file.close();
      }
    }
  }

  MemorySegment segment() {
    return file.segment();
  }

  /** Returns whether nobody has cut the file short; two system calls. */
  boolean isIntact() {
    return file.fileIntact();
  }

  /** Unmaps the file, off this thread. Idempotent. */
  @Override
  public void close() {
    file.close();
  }

  /** Unmaps the file and removes it; that its name stays, if it does, is no reason to stop. */
  void closeAndRemove() {
    try {
      file.closeAndRemove();
    } catch (RanvierException e) {
      UncaughtFailures.report(e);
    }
  }

  private static void check(Path path, String field, long found, long expected) {
    if (found != expected) {
      throw new RanvierException(
          ErrorCode.GEOMETRY_MISMATCH,
          "cannot attach broadcast: path=%s, field=%s, found=%d, expected=%d; it is not the one that "
                  .formatted(path, field, found, expected)
              + "the server announced, subscribe again");
    }
  }
}
