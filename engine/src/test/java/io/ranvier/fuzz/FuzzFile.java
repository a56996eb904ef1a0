package io.ranvier.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.fuzz.FuzzTargets.Word;
import io.ranvier.payload.PayloadClass;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that two processes share, as {@link FuzzMutator} maps it. Borrows its memory.
 *
 * @param name for people
 * @param targets what lies where in it
 */
public record FuzzFile(String name, MemorySegment memory, FuzzTargets targets) {
  /** Maps a region. */
  public static FuzzFile region(Path path, FuzzTargets targets, MapMode mode, Arena arena)
      throws IOException {
    MemorySegment memory = map(path, mode, arena);
    if (memory.byteSize() != targets.totalBytes) {
      throw new AssertionError(memory.byteSize() + " bytes, " + targets);
    }
    return new FuzzFile("region", memory, targets);
  }

  /** Maps an array of slots that was added to a connection, or a broadcast. */
  static FuzzFile further(Path path, MapMode mode, Arena arena) throws IOException {
    MemorySegment memory = map(path, mode, arena);
    String name = path.getFileName().toString();
    if (memory.byteSize() < 4096) {
      return new FuzzFile(name, MemorySegment.NULL, FuzzTargets.ofNothing());
    }
    FuzzTargets targets =
        name.startsWith("broadcast-")
            ? FuzzTargets.ofBroadcast(memory.byteSize())
            : ofSlots(memory, name.contains("-calls-"));
    return new FuzzFile(name, memory, targets);
  }

  /** What stands at its begin tells how an array is laid out, unless it was damaged before. */
  private static FuzzTargets ofSlots(MemorySegment memory, boolean ofCalls) {
    long slotBytes = memory.get(JAVA_LONG, 0);
    int count = memory.get(JAVA_INT, 8);
    boolean whole =
        slotBytes >= 64
            && slotBytes <= memory.byteSize()
            && slotBytes % 64 == 0
            && count > 0
            && count <= memory.byteSize() / slotBytes;
    return whole
        ? FuzzTargets.ofSlots(new PayloadClass(slotBytes, count).geometry(), ofCalls)
        : FuzzTargets.ofNothing();
  }

  private static MemorySegment map(Path path, MapMode mode, Arena arena) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return file.map(mode, 0, file.size(), arena);
    }
  }

  public long get(long offset) {
    return memory.get(JAVA_LONG, offset);
  }

  public void put(long offset, long value) {
    memory.set(JAVA_LONG, offset, value);
  }

  public long get(Word word) {
    return word.bytes() == 8
        ? memory.get(JAVA_LONG, word.offset())
        : memory.get(JAVA_INT, word.offset());
  }

  public void put(Word word, long value) {
    if (word.bytes() == 8) {
      memory.set(JAVA_LONG, word.offset(), value);
    } else {
      memory.set(JAVA_INT, word.offset(), (int) value);
    }
  }
}
