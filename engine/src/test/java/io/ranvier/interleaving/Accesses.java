package io.ranvier.interleaving;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** Where the accesses of {@link RealClasses} go. Called from rewritten code only. */
public final class Accesses {
  /** How a store is ordered, as rewritten code says it. */
  static final int PLAIN = 0;

  static final int RELEASE = 1;
  static final int VOLATILE = 2;

  /** What an atomic update does with the operand. */
  static final int SET = 0;

  static final int ADD = 1;
  static final int OR = 2;
  static final int AND = 3;

  private Accesses() {}

  public static long load(VarHandle field, MemorySegment segment, long base, int bytes) {
    return load(segment, base + Fields.offset(field), bytes);
  }

  private static long load(MemorySegment segment, long offset, int bytes) {
    Machine machine = Machine.current();
    if (!isShared(machine, segment)) {
      return Words.read(segment, offset, bytes);
    }
    long place = segment.address() + offset;
    Store own = machine.own(place, bytes);
    if (own != null) {
      return own.value();
    }
    machine.access(named(machine, "loads", place), place, bytes);
    long value = Words.read(segment, offset, bytes);
    machine.note(value);
    return value;
  }

  public static void store(
      VarHandle field, MemorySegment segment, long base, long value, int order, int bytes) {
    store(segment, base + Fields.offset(field), value, order, bytes);
  }

  private static void store(MemorySegment segment, long offset, long value, int order, int bytes) {
    Machine machine = Machine.current();
    if (!isShared(machine, segment)) {
      setUp(segment, offset, value, bytes);
      return;
    }
    Store.Kind how = order == PLAIN ? Store.Kind.PLAIN : Store.Kind.RELEASE;
    machine.buffer(new Store(how, segment.address() + offset, bytes, value, segment, null, null));
    if (order == VOLATILE) {
      machine.fence();
    }
  }

  /** Sets the place if it holds what is expected; returns what it held. */
  public static long exchange(
      VarHandle field, MemorySegment segment, long base, long expected, long value) {
    return exchange(segment, base + Fields.offset(field), expected, value, Long.BYTES);
  }

  public static int exchange(
      VarHandle field, MemorySegment segment, long base, int expected, int value) {
    return (int) exchange(segment, base + Fields.offset(field), expected, value, Integer.BYTES);
  }

  private static long exchange(
      MemorySegment segment, long offset, long expected, long value, int bytes) {
    Machine machine = Machine.current();
    boolean runs = isShared(machine, segment);
    if (runs) {
      long place = segment.address() + offset;
      machine.access(named(machine, "compares and sets", place), place, bytes);
      machine.emptyBuffer(machine.running());
    }
    long before = Words.read(segment, offset, bytes);
    if (runs) {
      machine.note(before);
    }
    if (before == expected) {
      change(runs, segment, offset, value, bytes);
    }
    return before;
  }

  /** Sets the place if it holds what is expected. */
  public static boolean cas(
      VarHandle field, MemorySegment segment, long base, long expected, long value) {
    return exchange(segment, base + Fields.offset(field), expected, value, Long.BYTES) == expected;
  }

  public static boolean cas(
      VarHandle field, MemorySegment segment, long base, int expected, int value) {
    return exchange(segment, base + Fields.offset(field), expected, value, Integer.BYTES)
        == expected;
  }

  public static long update(
      VarHandle field, MemorySegment segment, long base, long operand, int how, int bytes) {
    long offset = base + Fields.offset(field);
    Machine machine = Machine.current();
    boolean runs = isShared(machine, segment);
    if (runs) {
      long place = segment.address() + offset;
      machine.access(named(machine, "updates", place), place, bytes);
      machine.emptyBuffer(machine.running());
    }
    long before = Words.read(segment, offset, bytes);
    long after =
        switch (how) {
          case ADD -> before + operand;
          case OR -> before | operand;
          case AND -> before & operand;
          default -> operand;
        };
    if (runs) {
      machine.note(before);
    }
    if (after != before) {
      change(runs, segment, offset, after, bytes);
    }
    return before;
  }

  public static void copy(
      MemorySegment source, long from, MemorySegment target, long to, long bytes) {
    for (long done = 0; done < bytes; ) {
      int size = bytes - done >= Long.BYTES ? Long.BYTES : 1;
      store(target, to + done, load(source, from + done, size), PLAIN, size);
      done += size;
    }
  }

  public static long heapLoad(VarHandle field, Object holder) {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      var buffer = machine.running().buffer;
      for (int i = buffer.size() - 1; i >= 0; i--) {
        if (buffer.get(i).field() == field && buffer.get(i).holder() == holder) {
          return buffer.get(i).value();
        }
      }
      machine.access("loads a field", SharedMemory.placeOf(field), 1);
      machine.note((long) field.get(holder));
    }
    return (long) field.get(holder);
  }

  public static void heapStore(VarHandle field, Object holder, long value) {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      long place = SharedMemory.placeOf(field);
      machine.buffer(new Store(Store.Kind.RELEASE, place, 1, value, null, field, holder));
    } else {
      field.set(holder, value);
    }
  }

  public static void fullFence() {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      machine.fence();
    }
  }

  /** Also a release fence: loads are not moved anyway. */
  public static void storeStoreFence() {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      machine.buffer(new Store(Store.Kind.FENCE, 0, 0, 0, null, null, null));
    }
  }

  /** Loads are not moved. */
  public static void acquireFence() {}

  public static void lock(Object holder) {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      machine.lock(holder);
    }
  }

  public static void unlock(Object holder) {
    Machine machine = Machine.current();
    if (machine.isRunning()) {
      machine.unlock(holder);
    }
  }

  public static Thread currentThread() {
    Machine machine = Machine.current();
    return machine.isRunning() ? machine.running().identity : Thread.currentThread();
  }

  public static void park(Object blocker, long timeoutNs) {
    Machine.current().park();
  }

  public static void unpark(Thread thread) {
    Machine.current().unpark(thread);
  }

  private static void change(
      boolean runs, MemorySegment segment, long offset, long value, int bytes) {
    if (runs) {
      Machine.current().writeAtOnce(segment, offset, bytes, value);
    } else {
      setUp(segment, offset, value, bytes);
    }
  }

  private static void setUp(MemorySegment segment, long offset, long value, int bytes) {
    Machine.current().memory().write(segment, offset, bytes, value);
  }

  /** Returns whether an access is a thread's, and to memory that it shares with others. */
  private static boolean isShared(Machine machine, MemorySegment segment) {
    return machine.isRunning() && machine.memory().holds(segment);
  }

  private static String named(Machine machine, String what, long address) {
    return machine.isTracing() ? what + " " + Machine.name(address) : what;
  }
}
