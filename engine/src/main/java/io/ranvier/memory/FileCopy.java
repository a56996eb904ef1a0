package io.ranvier.memory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What stood in a file of another party when it was read: nobody can cut it short any more, and
 * there is no mapping to give up.
 *
 * @param identity the file that was read
 * @param segment its begin, on the heap; zeros where the file was shorter
 * @param fileBytes how long the file was
 */
public record FileCopy(FileIdentity identity, MemorySegment segment, long fileBytes) {
  /**
   * Reads the begin of a file. What its writer changes meanwhile may be there in part.
   *
   * @param minimumBytes what the file must have
   * @param bytes how much is read; kept on the heap
   * @throws RanvierException GEOMETRY_MISMATCH when it is no regular file, is shorter than the
   *     minimum, or was replaced meanwhile; ACCESS_DENIED, IO_FAILURE
   */
  public static FileCopy read(Path path, long minimumBytes, int bytes) {
    try {
      return EngineThread.call(() -> readNow(path, minimumBytes, bytes));
    } catch (IOException e) {
      throw FileErrors.failure("cannot read shared memory", path, e);
    }
  }

  private static FileCopy readNow(Path path, long minimumBytes, int bytes) throws IOException {
    // Looked at before it is opened: opening a pipe could block for ever.
    if (!Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isRegularFile()) {
      throw mismatch(path, "it is not a regular file");
    }
    FileIdentity identity = FileIdentity.of(path);
    ByteBuffer content = ByteBuffer.allocate(bytes);
    long fileBytes;
    try (FileChannel channel = FileChannel.open(path, READ, NOFOLLOW_LINKS)) {
      fileBytes = channel.size();
      while (content.hasRemaining() && channel.read(content) > 0) {
        // A file may give less than it has.
      }
      // While it is open: later its number may be another file's.
      if (identity.state() != FileState.INTACT) {
        throw mismatch(path, "the file was replaced while it was read");
      }
    }
    if (fileBytes < minimumBytes) {
      throw mismatch(path, "field=size, fileBytes=" + fileBytes + ", minimumBytes=" + minimumBytes);
    }
    if (content.position() < Math.min(bytes, fileBytes)) {
      throw mismatch(path, "it was cut short while it was read");
    }
    return new FileCopy(identity, aligned(content.array()), fileBytes);
  }

  /** Atomic access to words wants memory that is aligned like them, which a byte array is not. */
  private static MemorySegment aligned(byte[] bytes) {
    MemorySegment words = MemorySegment.ofArray(new long[Math.ceilDiv(bytes.length, Long.BYTES)]);
    MemorySegment.copy(bytes, 0, words, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return words;
  }

  private static RanvierException mismatch(Path path, String fault) {
    return new RanvierException(
        ErrorCode.GEOMETRY_MISMATCH,
        "cannot read shared memory: path=%s; %s".formatted(path, fault));
  }
}
