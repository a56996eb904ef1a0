package io.ranvier.lane;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ranvier.memory.SharedStruct;
import io.ranvier.ring.RingLayout;
import io.ranvier.signal.DoorbellLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The words of a lane that precede its rings and payload arrays; see {@link LaneGeometry}.
 *
 * <pre>
 * offset  size  field      writer  order    meaning
 *      0     4  openRings  sender  release  bit i is set once ring i has been used
 *    128   256  data       both    CAS      doorbell: the receiver sleeps for frames
 *    384   256  space      both    CAS      doorbell: senders sleep for cells and payload slots
 * </pre>
 */
public final class LaneLayout {
  public static final SharedStruct STRUCT =
      SharedStruct.named("lane")
          .field(
              "openRings", JAVA_INT, "sender", "release", "bit i is set once ring i has been used")
          .padTo(128)
          .field(
              "data",
              DoorbellLayout.STRUCT.layout(),
              "both",
              "CAS",
              "doorbell: the receiver sleeps for frames")
          .field(
              "space",
              DoorbellLayout.STRUCT.layout(),
              "both",
              "CAS",
              "doorbell: senders sleep for cells and payload slots")
          .padTo(2 * RingLayout.ALIGNMENT)
          .build();

  static final long DATA = STRUCT.offset("data");
  static final long SPACE = STRUCT.offset("space");

  private static final long OPEN_RINGS = STRUCT.offset("openRings");
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private LaneLayout() {}

  static int openRingsAcquire(MemorySegment segment, long base) {
    return (int) INT.getAcquire(segment, base + OPEN_RINGS);
  }

  static void openRingsRelease(MemorySegment segment, long base, int openRings) {
    INT.setRelease(segment, base + OPEN_RINGS, openRings);
  }
}
