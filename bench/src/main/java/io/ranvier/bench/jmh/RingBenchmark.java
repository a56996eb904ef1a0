package io.ranvier.bench.jmh;

import static io.ranvier.bench.jmh.RingEnds.NOTHING;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Control;

/** A frame written into a ring and read where it lies, by either kind of writer. */
@HotPath
public class RingBenchmark extends Primitive {
  /** For JMH. */
  public RingBenchmark() {}

  /** Both ends in one thread. */
  @State(Scope.Thread)
  public static class OwnRing extends RingEnds {
    /** For JMH. */
    public OwnRing() {}
  }

  /** One end in each of two threads. */
  @State(Scope.Group)
  public static class SharedRing extends RingEnds {
    /** For JMH. */
    public SharedRing() {}
  }

  /** The writing thread's own. */
  @State(Scope.Thread)
  public static class Writing {
    long next;

    /** For JMH. */
    public Writing() {}
  }

  /** The reading thread's own. */
  @State(Scope.Thread)
  public static class Reading {
    long next;

    /** For JMH. */
    public Reading() {}
  }

  /** Writes a frame, and reads and checks it: what the instructions cost. */
  @Benchmark
  public long oneThread(OwnRing ring, Writing writing, Reading reading, PinnedThread thread) {
    long written = ring.tryWrite(writing.next);
    long read = ring.tryRead(reading.next);
    if (written < 0 || read < 0) {
      throw new IllegalStateException("ring stuck: written=%d, read=%d".formatted(written, read));
    }
    writing.next++;
    reading.next++;
    return read;
  }

  /** Writes frames as fast as the other thread gives room. */
  @Benchmark
  @Group("twoThreads")
  public long write(SharedRing ring, Writing writing, PinnedThread thread, Control control) {
    long written;
    while ((written = ring.tryWrite(writing.next)) < 0) {
      if (control.stopMeasurement) {
        return NOTHING;
      }
      Thread.onSpinWait();
    }
    writing.next++;
    return written;
  }

  /** Reads and checks frames as fast as they come. */
  @Benchmark
  @Group("twoThreads")
  public long read(SharedRing ring, Reading reading, PinnedThread thread, Control control) {
    long read;
    while ((read = ring.tryRead(reading.next)) < 0) {
      if (control.stopMeasurement) {
        return NOTHING;
      }
      Thread.onSpinWait();
    }
    reading.next++;
    return read;
  }
}
