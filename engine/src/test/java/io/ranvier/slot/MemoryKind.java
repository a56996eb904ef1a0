package io.ranvier.slot;

import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.Reservation;
import io.ranvier.testing.TestRoot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The kinds of memory in which everything shared must work the same (R11). */
public enum MemoryKind {
  /** A segment of this process. */
  ANONYMOUS {
    @Override
    public Memory open(long bytes) {
      Arena arena = Arena.ofShared();
      return new Memory(arena.allocate(bytes, 4096), arena::close);
    }
  },

  /** A file on the file system of shared memory. */
  MAPPED_FILE {
    @Override
    public Memory open(long bytes) {
      try (TestRoot root = TestRoot.create()) {
        MappedFile file =
            MappedFile.create(
                root.resolve("memory"), bytes, Reservation.FULL, FileMode.ownerOnly());
        return new Memory(file.segment(), file::close);
      }
    }
  };

  /** Returns so many bytes of zeros. */
  public abstract Memory open(long bytes);

  /** Owns a piece of memory. */
  public record Memory(MemorySegment segment, Runnable closer) implements AutoCloseable {
    @Override
    public void close() {
      closer.run();
    }
  }
}
