package io.ranvier.memory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Owns an open file until {@link #map} hands it to a {@link MappedFile}.
 *
 * <p>Two handles: a channel that follows no link and that only mapping needs, and a random access
 * file that stays, because it ignores interrupts. Engine threads only, see {@link EngineThread}.
 */
final class OpenFile implements AutoCloseable {
  private static final Set<OpenOption> EXCLUSIVELY =
      Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ_WRITE = Set.of(READ, WRITE, NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ_ONLY = Set.of(READ, NOFOLLOW_LINKS);
  private static final byte[] ZEROS = new byte[StorageArea.CHUNK_BYTES];

  private FileIdentity identity;
  private final MapMode mode;
  private final FileChannel channel;
  private final RandomAccessFile file;
  private boolean handedOver;

  private OpenFile(
      FileIdentity identity, MapMode mode, FileChannel channel, RandomAccessFile file) {
    this.identity = identity;
    this.mode = mode;
    this.channel = channel;
    this.file = file;
  }

  /** Creates a file nobody else can open yet; fails if the name is taken. */
  static OpenFile createNew(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, EXCLUSIVELY, FileMode.privateFile());
    try {
      // The umask may have taken even our own rights.
      FileMode.ownerOnly().applyToFile(path);
      FileIdentity identity = FileIdentity.of(path);
      var file = new RandomAccessFile(path.toFile(), "rw");
      return new OpenFile(identity, MapMode.READ_WRITE, channel, file);
    } catch (Throwable t) {
      Files.deleteIfExists(path);
      channel.close();
      throw t;
    }
  }

  static OpenFile existing(Path path, boolean readOnly) throws IOException {
    // Looked at before it is opened: opening a pipe could block for ever.
    if (!Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isRegularFile()) {
      throw new RanvierException(
          ErrorCode.GEOMETRY_MISMATCH,
          "cannot attach shared memory: path=%s; it is not a regular file".formatted(path));
    }
    FileIdentity identity = FileIdentity.of(path);
    FileChannel channel = FileChannel.open(path, readOnly ? READ_ONLY : READ_WRITE);
    try {
      var file = randomAccess(path, readOnly ? "r" : "rw");
      MapMode mode = readOnly ? MapMode.READ_ONLY : MapMode.READ_WRITE;
      OpenFile opened = new OpenFile(identity, mode, channel, file);
      opened.requireSameFile();
      return opened;
    } catch (Throwable t) {
      channel.close();
      throw t;
    }
  }

  /** Opens a file that was there a moment ago, and says like all others if it is there no more. */
  private static RandomAccessFile randomAccess(Path path, String mode) throws IOException {
    try {
      return new RandomAccessFile(path.toFile(), mode);
    } catch (FileNotFoundException e) {
      // It says the same of a file that may not be opened; this only if there is none.
      FileIdentity ignored = FileIdentity.of(path);
      throw e;
    }
  }

  long sizeBytes() throws IOException {
    return channel.size();
  }

  /** Makes a new file that long and, with FULL, claims its storage. */
  void resize(long sizeBytes, Reservation reservation) throws IOException {
    file.setLength(sizeBytes);
    if (reservation == Reservation.FULL) {
      try {
        writeZeros(file, 0, sizeBytes);
      } catch (IOException e) {
        Path path = identity.path();
        if (!FileErrors.isNoSpace(path, e)) {
          throw e;
        }
        // Given back before the message is made, so that it tells what could have been had.
        file.setLength(0);
        throw FileErrors.noSpace(path, sizeBytes, e);
      }
    }
  }

  /** Removes the name, if it still is this file's; a mapping made afterwards has none. */
  void unlink() throws IOException {
    identity.unlink();
    identity = FileIdentity.withoutName(identity.path());
  }

  /** Maps the whole file and hands it over. */
  MappedFile map(Reservation reservation) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment segment = channel.map(mode, 0, channel.size(), arena);
      MappedFile mapped = new MappedFile(identity, segment, arena, file, reservation);
      handedOver = true;
      return mapped;
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!handedOver) {
      file.close();
    }
  }

  static void writeZeros(RandomAccessFile file, long offset, long lengthBytes) throws IOException {
    // Position and write are two calls: one writer at a time.
    synchronized (file) {
      file.seek(offset);
      for (long left = lengthBytes; left > 0; left -= ZEROS.length) {
        file.write(ZEROS, 0, (int) Math.min(ZEROS.length, left));
      }
    }
  }

  private void requireSameFile() throws IOException {
    // The random access file was opened by name, which follows links.
    FileState state = identity.state();
    if (state != FileState.INTACT) {
      file.close();
      if (state == FileState.REMOVED) {
        throw new NoSuchFileException(identity.path().toString());
      }
      throw new RanvierException(
          ErrorCode.GEOMETRY_MISMATCH,
          "cannot attach shared memory: path=%s; the file was replaced while it was opened"
              .formatted(identity.path()));
    }
  }
}
