package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import io.ranvier.signal.DoorbellLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The words of a channel's block that precede its ring.
 *
 * <pre>
 * offset  size  field          writer    order    meaning
 *      0     8  ended          sender    release  1 + number of the cell behind the last item; 0: more may come
 *      8     4  endedBytes     sender    plain    bytes of endedMetadata
 *    128     8  granted        receiver  release  how many items the sender may have sent in all
 *    136     4  over           receiver  release  0: items are taken; 1: all were; 2: reset
 *    140     4  overBytes      receiver  plain    bytes of overMetadata
 *    256   256  data           both      CAS      doorbell: the receiver sleeps for items
 *    512   256  credit         both      CAS      doorbell: the sender sleeps for credit and cells
 *    768   256  endedMetadata  sender    plain    what the end carries
 *   1024   256  overMetadata   receiver  plain    what the reset carries
 * </pre>
 */
public final class ChannelLayout {
  /** The most bytes of metadata that an end or a reset carries. */
  public static final int METADATA_BYTES = 256;

  /** In {@code over}: the receiver has taken every item up to the end. */
  public static final int TAKEN = 1;

  /** In {@code over}: the receiver takes no more. */
  public static final int RESET = 2;

  public static final SharedStruct STRUCT =
      SharedStruct.named("channel")
          .field(
              "ended",
              JAVA_LONG,
              "sender",
              "release",
              "1 + number of the cell behind the last item; 0: more may come")
          .field("endedBytes", JAVA_INT, "sender", "plain", "bytes of endedMetadata")
          .padTo(128)
          .field(
              "granted",
              JAVA_LONG,
              "receiver",
              "release",
              "how many items the sender may have sent in all")
          .field(
              "over", JAVA_INT, "receiver", "release", "0: items are taken; 1: all were; 2: reset")
          .field("overBytes", JAVA_INT, "receiver", "plain", "bytes of overMetadata")
          .padTo(256)
          .field(
              "data",
              DoorbellLayout.STRUCT.layout(),
              "both",
              "CAS",
              "doorbell: the receiver sleeps for items")
          .field(
              "credit",
              DoorbellLayout.STRUCT.layout(),
              "both",
              "CAS",
              "doorbell: the sender sleeps for credit and cells")
          .field(
              "endedMetadata",
              MemoryLayout.sequenceLayout(METADATA_BYTES, JAVA_BYTE),
              "sender",
              "plain",
              "what the end carries")
          .field(
              "overMetadata",
              MemoryLayout.sequenceLayout(METADATA_BYTES, JAVA_BYTE),
              "receiver",
              "plain",
              "what the reset carries")
          .padTo(3 * RingLayout.ALIGNMENT)
          .build();

  public static final long DATA = STRUCT.offset("data");
  public static final long CREDIT = STRUCT.offset("credit");
  public static final long ENDED_METADATA = STRUCT.offset("endedMetadata");
  public static final long OVER_METADATA = STRUCT.offset("overMetadata");

  private static final long ENDED = STRUCT.offset("ended");
  private static final long ENDED_BYTES = STRUCT.offset("endedBytes");
  private static final long GRANTED = STRUCT.offset("granted");
  private static final long OVER = STRUCT.offset("over");
  private static final long OVER_BYTES = STRUCT.offset("overBytes");
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private ChannelLayout() {}

  /**
   * Returns the size of a block whose ring has that many cells, a multiple of {@link
   * RingLayout#ALIGNMENT}.
   */
  public static long totalBytes(int ringCells) {
    return STRUCT.byteSize() + RingLayout.totalBytes(ringCells);
  }

  /** Empties a block for its next channel, but for the doorbells; it must not be in use. */
  public static void clear(MemorySegment segment, long base, long granted) {
    LONG.set(segment, base + ENDED, 0L);
    INT.set(segment, base + OVER, 0);
    LONG.set(segment, base + GRANTED, granted);
    RingLayout.clear(segment, base + STRUCT.byteSize());
  }

  public static long endedAcquire(MemorySegment segment, long base) {
    return (long) LONG.getAcquire(segment, base + ENDED);
  }

  /** Ends the sending; what was written before is visible to who sees it. */
  public static void endedRelease(MemorySegment segment, long base, long ended, int bytes) {
    INT.set(segment, base + ENDED_BYTES, bytes);
    LONG.setRelease(segment, base + ENDED, ended);
  }

  public static int endedBytes(MemorySegment segment, long base) {
    return (int) INT.get(segment, base + ENDED_BYTES);
  }

  public static long grantedAcquire(MemorySegment segment, long base) {
    return (long) LONG.getAcquire(segment, base + GRANTED);
  }

  public static void grantedRelease(MemorySegment segment, long base, long granted) {
    LONG.setRelease(segment, base + GRANTED, granted);
  }

  public static int overOpaque(MemorySegment segment, long base) {
    return (int) INT.getOpaque(segment, base + OVER);
  }

  public static int overAcquire(MemorySegment segment, long base) {
    return (int) INT.getAcquire(segment, base + OVER);
  }

  /** Ends the taking; what was written before is visible to who sees it. */
  public static void overRelease(MemorySegment segment, long base, int over, int bytes) {
    INT.set(segment, base + OVER_BYTES, bytes);
    INT.setRelease(segment, base + OVER, over);
  }

  public static int overBytes(MemorySegment segment, long base) {
    return (int) INT.get(segment, base + OVER_BYTES);
  }
}
