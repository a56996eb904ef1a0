package io.ranvier.bench.jmh;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.ring.ExclusiveRingWriter;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.Ring;
import io.ranvier.ring.RingLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.ring.RingWriter;
import io.ranvier.ring.SharedRingWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Owns a ring with both its ends; frames carry the bytes that follow from their number. */
@State(Scope.Thread)
public abstract class RingEnds {
  /** Instead of a cell: the ring was full, or empty. */
  static final long NOTHING = -1;

  private static final int CELLS = 1024;
  private static final int BASE = RingLayout.ALIGNMENT;
  private static final long KEY = 0x52_61_6e_76_69_65_72_21L;

  /** How frames are written. */
  @Param public Discipline writer;

  /** Payload bytes: one cell, and four. */
  @Param({"32", "200"})
  public int length;

  private MemorySegment memory;
  private MemorySegment source;
  private long descriptor;
  private RingWriter out;
  private ExclusiveRingWriter claiming;
  private RingReader in;

  /** For JMH. */
  RingEnds() {}

  /** The ways to write. */
  public enum Discipline {
    /** One thread, copies a payload. */
    EXCLUSIVE,
    /** One thread, claims room and writes the payload where it will be read. */
    EXCLUSIVE_CLAIM,
    /** Any thread, copies a payload. */
    SHARED
  }

  /** Makes an empty ring. */
  @Setup(Level.Trial)
  public void open() {
    memory = Arena.ofAuto().allocate(BASE + RingLayout.totalBytes(CELLS), RingLayout.ALIGNMENT);
    source = Arena.ofAuto().allocate(length, Long.BYTES);
    descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
    Ring ring = new Ring(memory, BASE, CELLS, KEY);
    claiming = new ExclusiveRingWriter(ring);
    out = writer == Discipline.SHARED ? new SharedRingWriter(ring) : claiming;
    in = new RingReader(ring);
  }

  /** Writes a frame; returns its cell, or {@link #NOTHING} when there is no room. */
  final long tryWrite(long number) {
    return checked(writer == Discipline.EXCLUSIVE_CLAIM ? claimed(number) : copied(number));
  }

  private long copied(long number) {
    Pattern.fill(source, 0, length, Pattern.request(number));
    return out.write(descriptor, number, number, source, 0);
  }

  private long claimed(long number) {
    long payload = claiming.claim(length);
    if (payload < 0) {
      return payload;
    }
    Pattern.fill(memory, payload, length, Pattern.request(number));
    return claiming.publishClaimed(descriptor);
  }

  /** Reads and checks a frame; returns its number, or {@link #NOTHING} when there is none. */
  final long tryRead(long number) {
    long offset = checked(in.next(memory));
    if (offset < 0) {
      return NOTHING;
    }
    int found = FrameLayout.length(in.descriptor());
    if (found != length) {
      throw new IllegalStateException("wrong frame: number=%d, length=%d".formatted(number, found));
    }
    Pattern.check(
        memory, offset + FrameLayout.PAYLOAD_OFFSET, length, Pattern.request(number), number);
    in.consume();
    boolean ignored = in.releaseIfDue();
    return number;
  }

  private static long checked(long status) {
    if (status < NOTHING) {
      throw new IllegalStateException("ring corrupt: status=" + status);
    }
    return status;
  }
}
