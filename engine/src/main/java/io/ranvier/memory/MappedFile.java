package io.ranvier.memory;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Owns the mapping.
 *
 * <p>A file, or memory without a name, mapped whole into one segment of a shared arena. Any size up
 * to the address space; nothing on the heap or on a stack grows with it. Any thread may use and
 * close it; whoever reads the segment some time after {@link #close()} gets an {@link
 * IllegalStateException}.
 *
 * <p>Creation and attachment do their file work where no interrupt reaches it, and may take long (a
 * FULL reservation writes every byte): not for pollers.
 */
public final class MappedFile implements AutoCloseable {
  /**
   * How long a mapping stays after it was closed. Who uses it looks before each access whether it
   * is closed, and has then gone: a JDK without the mend of JDK-8364167 can crash when a mapping is
   * taken away between another thread's check and its access.
   */
  private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final FileIdentity identity;
  private final MemorySegment segment;
  private final Arena arena;
  // Kept open for its size and for claiming storage; unlike a channel it ignores interrupts.
  private final RandomAccessFile file;
  private final Reservation reservation;
  private final AtomicBoolean closed = new AtomicBoolean();

  MappedFile(
      FileIdentity identity,
      MemorySegment segment,
      Arena arena,
      RandomAccessFile file,
      Reservation reservation) {
    this.identity = identity;
    this.segment = segment;
    this.arena = arena;
    this.file = file;
    this.reservation = reservation;
  }

  /**
   * Creates a file that must not exist yet, of exactly this size and mode, filled with zeros, and
   * maps it for reading and writing. Whatever fails, no file stays behind.
   *
   * @throws RanvierException NO_SPACE when a FULL reservation does not fit, WRONG_STATE when the
   *     file exists (it is not touched), ACCESS_DENIED, IO_FAILURE
   */
  public static MappedFile create(
      Path path, long sizeBytes, Reservation reservation, FileMode mode) {
    checkSize(path, sizeBytes);
    return guarded(
        "cannot create shared memory",
        path,
        () -> {
          try (OpenFile created = OpenFile.createNew(path)) {
            try {
              mode.applyToFile(path);
              created.resize(sizeBytes, reservation);
              return created.map(reservation);
            } catch (Throwable t) {
              created.unlink();
              throw t;
            }
          }
        });
  }

  /**
   * Maps an existing file of another party for reading and writing. Its size is compared first:
   * mapping would silently extend a short file.
   *
   * @param reservation how its creator reserved it
   * @throws RanvierException GEOMETRY_MISMATCH when it is no regular file or its size is not {@code
   *     expectedSizeBytes}, ACCESS_DENIED, IO_FAILURE
   */
  public static MappedFile attach(Path path, long expectedSizeBytes, Reservation reservation) {
    checkSize(path, expectedSizeBytes);
    return guarded(
        "cannot attach shared memory",
        path,
        () -> {
          try (OpenFile opened = OpenFile.existing(path, false)) {
            if (opened.sizeBytes() != expectedSizeBytes) {
              throw wrongSize(path, opened.sizeBytes(), "expectedBytes=" + expectedSizeBytes);
            }
            return opened.map(reservation);
          }
        });
  }

  /**
   * Maps an existing file as long as it is, for reading only.
   *
   * @throws RanvierException GEOMETRY_MISMATCH when it is no regular file or shorter than {@code
   *     minimumBytes}, ACCESS_DENIED, IO_FAILURE
   */
  public static MappedFile attachReadOnly(Path path, long minimumBytes) {
    checkSize(path, minimumBytes);
    return guarded(
        "cannot attach shared memory",
        path,
        () -> {
          try (OpenFile opened = OpenFile.existing(path, true)) {
            if (opened.sizeBytes() < minimumBytes) {
              throw wrongSize(path, opened.sizeBytes(), "minimumBytes=" + minimumBytes);
            }
            return opened.map(Reservation.FULL);
          }
        });
  }

  /**
   * Maps memory without a name in {@code /dev/shm}, or in the temporary directory where there is
   * none. It counts neither against the heap nor against the limit of direct buffers.
   *
   * @throws RanvierException NO_SPACE, ACCESS_DENIED, IO_FAILURE
   */
  public static MappedFile anonymous(long sizeBytes, Reservation reservation) {
    return anonymous(AnonymousFiles.defaultDirectory(), sizeBytes, reservation);
  }

  /** Like {@link #anonymous(long, Reservation)}, on the file system of {@code directory}. */
  public static MappedFile anonymous(Path directory, long sizeBytes, Reservation reservation) {
    Path path = AnonymousFiles.newName(directory);
    checkSize(path, sizeBytes);
    return guarded(
        "cannot create anonymous memory",
        path,
        () -> {
          // Without a name before it has any size: a kill leaves at worst an empty file.
          try (OpenFile created = OpenFile.createNew(path)) {
            created.unlink();
            created.resize(sizeBytes, reservation);
            return created.map(reservation);
          }
        });
  }

  /** Returns the whole file; dead after {@link #close()}. */
  public MemorySegment segment() {
    return segment;
  }

  /** Returns the name the file had when it was mapped; that of an anonymous mapping is gone. */
  public Path path() {
    return identity.path();
  }

  /** Returns the mapped size in bytes. */
  public long sizeBytes() {
    return segment.byteSize();
  }

  /** Returns the name and inode the file had when it was mapped. */
  public FileIdentity identity() {
    return identity;
  }

  /**
   * Claims storage for a range by writing zeros over it, now and whatever was there: for headers,
   * by the one who created the file, before anybody uses them. With FULL there is nothing to do.
   * For slots see {@link #storageArea}.
   *
   * @return false if the file system is full (or this is closed); the range must not be touched
   */
  public boolean reserve(long offset, long lengthBytes) {
    Objects.checkFromIndexSize(offset, lengthBytes, sizeBytes());
    try {
      if (reservation == Reservation.ON_FIRST_LEASE) {
        writeZeros(offset, lengthBytes);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns a part of this file whose slots the caller alone hands out, in either process. Areas
   * must not overlap. With FULL all of it has storage already.
   */
  public StorageArea storageArea(long offset, long lengthBytes) {
    Objects.checkFromIndexSize(offset, lengthBytes, sizeBytes());
    return new StorageArea(this, offset, lengthBytes, reservation == Reservation.FULL);
  }

  /** Tells whether the file still has the size of its mapping and its name; two system calls. */
  public FileState fileState() {
    try {
      return file.length() < sizeBytes() ? FileState.TRUNCATED : identity.state();
    } catch (IOException e) {
      return FileState.TRUNCATED;
    }
  }

  /**
   * Tells whether every byte of the mapping can be touched: the file was not cut short. One system
   * call.
   */
  public boolean fileIntact() {
    try {
      return file.length() >= sizeBytes();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Gives a file that was cut short its length again, with zeros: nobody who sleeps on a word
   * behind the end of a file can be woken. Does nothing when it was not, or when that fails.
   */
  public void restoreLength() {
    try {
      if (file.length() < sizeBytes()) {
        file.setLength(sizeBytes());
      }
    } catch (IOException e) {
      // Closed, and with it all use; or the file system is full, and each access fails as before.
    }
  }

  /**
   * Removes the file's name if it still is this file's name; the mapping lives on.
   *
   * @return whether a name was removed
   */
  public boolean removeFile() {
    try {
      return identity.unlink();
    } catch (IOException e) {
      throw FileErrors.failure("cannot remove shared memory", path(), e);
    }
  }

  /**
   * Gives the mapping up; the janitor unmaps it soon, since that stops every thread of the process
   * for a moment. The file stays. A second close does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Janitor.shared().executeAfter(GRACE_NS, new Unmapping(Janitor.shared(), arena, file));
    }
  }

  /**
   * Removes the file's name if it still is this file's name, and gives the mapping up in any case.
   *
   * @throws RanvierException IO_FAILURE, ACCESS_DENIED when the name stays
   */
  public void closeAndRemove() {
    try {
      boolean ignored = removeFile();
    } finally {
      close();
    }
  }

  /** Writes zeros through the file: fails politely where a store would fault. */
  void writeZeros(long offset, long lengthBytes) throws IOException {
    OpenFile.writeZeros(file, offset, lengthBytes);
  }

  private static MappedFile guarded(String what, Path path, FileTask<MappedFile> task) {
    try {
      return EngineThread.call(task);
    } catch (IOException e) {
      throw FileErrors.failure(what, path, e);
    }
  }

  private static RanvierException wrongSize(Path path, long fileBytes, String wanted) {
    return new RanvierException(
        ErrorCode.GEOMETRY_MISMATCH,
        "shared memory does not fit its file: path=%s, field=size, fileBytes=%d, %s"
            .formatted(path, fileBytes, wanted));
  }

  private static void checkSize(Path path, long sizeBytes) {
    if (sizeBytes <= 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot map shared memory: path=%s, sizeBytes=%d; it must be positive"
              .formatted(path, sizeBytes));
    }
  }
}
