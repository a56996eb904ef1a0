package io.ranvier.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mapped file, cut into pieces that tests use in turn, each full of zeros. A piece comes back
 * long after the harness has done with it: there are more than it uses at a time.
 */
public final class StressMemory {
  private static final long FILE_BYTES = 64L << 20;
  private static final MemorySegment FILE = map();

  private final AtomicInteger next = new AtomicInteger();
  private final long pieceBytes;
  private final int pieces;

  /**
   * @param pieceBytes size of a piece; neighbours never share a pair of cache lines
   */
  public StressMemory(long pieceBytes) {
    this.pieceBytes = pieceBytes + 127 & -128;
    this.pieces = (int) (FILE_BYTES / this.pieceBytes);
  }

  /** Returns the next piece. */
  public MemorySegment next() {
    int index = Math.floorMod(next.getAndIncrement(), pieces);
    return FILE.asSlice(index * pieceBytes, pieceBytes).fill((byte) 0);
  }

  private static MemorySegment map() {
    try {
      Path shared = Path.of("/dev/shm");
      Path folder =
          Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
      Path file = Files.createTempFile(folder, "ranvier-jcstress", null);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES, Arena.global());
      } finally {
        // The mapping keeps the memory; a JVM that is killed leaves nothing behind.
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
