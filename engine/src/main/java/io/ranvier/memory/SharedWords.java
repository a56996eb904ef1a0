package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The first words of a cache line in shared memory, 64 bits each, which are accessed together.
 *
 * <p>Each access asks whether the whole line lies in the segment: a question of the same numbers as
 * that of the access before, which the compiler asks once for all of them. Only atomic accesses
 * also ask whether the line is aligned: only they depend on it.
 *
 * <p>Threads: any. The handles are for constants: the compiler takes in what it knows.
 */
public final class SharedWords {
  private static final long LINE_BYTES = 64;

  private final MemoryLayout aligned;
  private final MemoryLayout unaligned;

  private SharedWords(MemoryLayout aligned, MemoryLayout unaligned) {
    this.aligned = aligned;
    this.unaligned = unaligned;
  }

  /** Lays out words in that order from the beginning of a line, fewer than it has room for. */
  public static SharedWords ofLine(String... names) {
    return new SharedWords(line(JAVA_LONG, names), line(JAVA_LONG_UNALIGNED, names));
  }

  private static MemoryLayout line(ValueLayout.OfLong word, String... names) {
    MemoryLayout[] members = new MemoryLayout[names.length + 1];
    for (int i = 0; i < names.length; i++) {
      members[i] = word.withName(names[i]);
    }
    members[names.length] = MemoryLayout.paddingLayout(LINE_BYTES - names.length * Long.BYTES);
    return MemoryLayout.structLayout(members);
  }

  /** Returns a handle for atomic accesses: of a segment and the line's offset in it. */
  public VarHandle atomic(String name) {
    return handle(aligned, name);
  }

  /** Returns a handle for plain accesses; as {@link #atomic}. */
  public VarHandle plain(String name) {
    return handle(unaligned, name);
  }

  private static VarHandle handle(MemoryLayout struct, String name) {
    return struct.varHandle(PathElement.groupElement(name)).withInvokeExactBehavior();
  }
}
