package io.ranvier.bench.jmh;

import io.ranvier.slot.SlotArray;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.Arena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** A slot leased and freed: the bitmap, its summary and the generation. */
@HotPath
public class SlotBenchmark extends Primitive {
  private static final int SLOTS = 1024;
  private static final int SLOT_BYTES = 64;

  /** For JMH. */
  public SlotBenchmark() {}

  /** How many slots others hold. */
  public enum Fill {
    /** None. */
    EMPTY,
    /** Every second one. */
    HALF,
    /** All but two in the last word of the bitmap: one for each of two threads. */
    NEARLY_FULL;

    boolean holds(int index) {
      return switch (this) {
        case EMPTY -> false;
        case HALF -> (index & 1) == 0;
        case NEARLY_FULL -> index < SLOTS - 2;
      };
    }
  }

  /** The array, and what is taken of it. */
  @State(Scope.Benchmark)
  public static class Slots {
    /** How full the array is. */
    @Param public Fill fill;

    SlotArray array;

    /** For JMH. */
    public Slots() {}

    /** Leases all slots and frees those that nobody holds. */
    @Setup(Level.Trial)
    public void fill() {
      var geometry = new SlotArrayGeometry(SLOTS, SLOT_BYTES, SLOT_BYTES);
      var memory = Arena.ofAuto().allocate(geometry.totalBytes(), SlotArrayGeometry.LINE_PAIR);
      array = SlotArray.own(memory, 0, geometry, (offset, bytes) -> true);
      long[] leases = new long[SLOTS];
      for (int i = 0; i < SLOTS; i++) {
        leases[i] = array.tryLease(0);
      }
      for (long lease : leases) {
        if (!fill.holds(SlotReference.index(lease))) {
          free(lease);
        }
      }
    }

    long lease(int hint) {
      long lease = array.tryLease(hint);
      if (lease < 0 || fill.holds(SlotReference.index(lease))) {
        throw new IllegalStateException("wrong slot: fill=%s, lease=%d".formatted(fill, lease));
      }
      return lease;
    }

    void free(long lease) {
      if (!array.free(lease)) {
        throw new IllegalStateException("not freed: " + SlotReference.describe(lease));
      }
    }
  }

  /** One thread alone. */
  @Benchmark
  @Threads(1)
  public long oneThread(Slots slots, PinnedThread thread) {
    return leaseAndFree(slots, thread);
  }

  /** Two threads that begin in neighbouring words of the bitmap. */
  @Benchmark
  @Threads(2)
  public long twoThreads(Slots slots, PinnedThread thread) {
    return leaseAndFree(slots, thread);
  }

  private static long leaseAndFree(Slots slots, PinnedThread thread) {
    long lease = slots.lease(thread.index);
    slots.free(lease);
    return lease;
  }
}
