package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ranvier.memory.SharedStruct;
import io.ranvier.memory.SharedWords;
import io.ranvier.memory.ShortCopy;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The first cell of a frame. Further cells of a frame hold payload only.
 *
 * <pre>
 * offset  size  field      writer  order    meaning
 * 0       8     sequence   sender  release  (cell number + 1) XOR key; written last
 * 8       1     kind       sender  plain    what the frame is; 0 is never valid
 * 9       1     flags      sender  plain    bit 0: payload in a slot; 1: notify; 2: envelope
 * 10      2     array      sender  plain    number of the slot array, when the payload lies in a slot
 * 12      4     length     sender  plain    payload bytes, wherever they lie
 * 16      8     reference  sender  plain    slot reference that goes with the frame, or 0
 * 24      4     method     sender  plain    interned method, or a number of the user's own
 * 28      4     deadline   sender  plain    microseconds since the connection's epoch, or 0
 * 32      32    payload    sender  plain    first payload bytes, or the payload slot's reference
 * </pre>
 */
public final class FrameLayout {
  /** Size of a cell in bytes: one cache line. */
  public static final int CELL_BYTES = 64;

  /** Where the payload begins in a frame's first cell. */
  public static final int PAYLOAD_OFFSET = 32;

  /** Payload bytes that a frame's first cell holds. */
  static final int FIRST_CELL_BYTES = CELL_BYTES - PAYLOAD_OFFSET;

  /** Cells given up: skipped by the reader. */
  public static final int KIND_PAD = 1;

  /** A frame of the user's. */
  public static final int KIND_DATA = 2;

  /** A request that wants an answer; its reference names the call's slot. */
  public static final int KIND_CALL = 3;

  /** The call of that reference is over for its caller. */
  public static final int KIND_CANCEL = 4;

  /** Flag: the payload lies in a slot whose reference stands where the payload would begin. */
  public static final int FLAG_SLOT = 1;

  /** Flag: the answer is to be marked in the bitmap of answered calls, and the doorbell rung. */
  public static final int FLAG_NOTIFY = 2;

  /** Flag: the payload begins with an envelope. */
  public static final int FLAG_ENVELOPE = 4;

  public static final SharedStruct STRUCT =
      SharedStruct.named("frame")
          .field(
              "sequence", JAVA_LONG, "sender", "release", "(cell number + 1) XOR key; written last")
          .field("kind", JAVA_BYTE, "sender", "plain", "what the frame is; 0 is never valid")
          .field(
              "flags",
              JAVA_BYTE,
              "sender",
              "plain",
              "bit 0: payload in a slot; 1: notify; 2: envelope")
          .field(
              "array",
              JAVA_SHORT,
              "sender",
              "plain",
              "number of the slot array, when the payload lies in a slot")
          .field("length", JAVA_INT, "sender", "plain", "payload bytes, wherever they lie")
          .field(
              "reference",
              JAVA_LONG,
              "sender",
              "plain",
              "slot reference that goes with the frame, or 0")
          .field(
              "method",
              JAVA_INT,
              "sender",
              "plain",
              "interned method, or a number of the user's own")
          .field(
              "deadline",
              JAVA_INT,
              "sender",
              "plain",
              "microseconds since the connection's epoch, or 0")
          .field(
              "payload",
              MemoryLayout.sequenceLayout(4, JAVA_LONG),
              "sender",
              "plain",
              "first payload bytes, or the payload slot's reference")
          .build();

  /**
   * A cell as it is accessed: the header travels as three words, so that a frame costs three stores
   * and not six.
   */
  private static final SharedWords WORDS =
      SharedWords.ofLine("sequence", "descriptor", "reference", "route", "slotReference");

  private static final VarHandle SEQUENCE = WORDS.atomic("sequence");
  private static final VarHandle DESCRIPTOR = WORDS.plain("descriptor");
  private static final VarHandle REFERENCE = WORDS.plain("reference");
  private static final VarHandle ROUTE = WORDS.plain("route");
  private static final VarHandle SLOT_REFERENCE = WORDS.plain("slotReference");

  private FrameLayout() {}

  /** Packs kind, flags, array and length as they lie at offset 8. */
  public static long descriptor(int kind, int flags, int array, int length) {
    return (kind & 0xFF) | (flags & 0xFFL) << 8 | (array & 0xFFFFL) << 16 | (long) length << 32;
  }

  /** Packs the descriptor of a frame of the user's whose payload lies in a slot of that array. */
  public static long data(int array, int length) {
    return descriptor(KIND_DATA, FLAG_SLOT, array, length);
  }

  public static int kind(long descriptor) {
    return (int) descriptor & 0xFF;
  }

  public static int flags(long descriptor) {
    return (int) (descriptor >>> 8) & 0xFF;
  }

  public static int array(long descriptor) {
    return (int) (descriptor >>> 16) & 0xFFFF;
  }

  public static int length(long descriptor) {
    return (int) (descriptor >>> 32);
  }

  /** Packs method and deadline as they lie at offset 24. */
  public static long route(int method, int deadline) {
    return (method & 0xFFFFFFFFL) | (long) deadline << 32;
  }

  public static int method(long route) {
    return (int) route;
  }

  public static int deadline(long route) {
    return (int) (route >>> 32);
  }

  /** Returns how many cells a frame with that many bytes in its cells takes. */
  public static int cellsFor(int inlineBytes) {
    return (PAYLOAD_OFFSET + inlineBytes + CELL_BYTES - 1) >>> 6;
  }

  /**
   * Returns whether the frame with that descriptor is one of the user's, or a call, that takes a
   * single cell; if not, it may be anything.
   */
  static boolean isShort(long descriptor) {
    long kindAndFlags = descriptor & 0xFFFF & ~(FLAG_NOTIFY << 8 | (KIND_DATA ^ KIND_CALL));
    return kindAndFlags == KIND_DATA && descriptor >>> 32 <= FIRST_CELL_BYTES;
  }

  /** Returns how many cells the frame with that descriptor takes. */
  public static int cellsInRing(long descriptor) {
    boolean inSlot = (flags(descriptor) & FLAG_SLOT) != 0;
    return inSlot ? 1 : cellsFor(length(descriptor));
  }

  static long sequenceAcquire(MemorySegment cells, long offset) {
    return (long) SEQUENCE.getAcquire(cells, offset);
  }

  static long sequencePlain(MemorySegment cells, long offset) {
    return (long) SEQUENCE.get(cells, offset);
  }

  static long sequenceOpaque(MemorySegment cells, long offset) {
    return (long) SEQUENCE.getOpaque(cells, offset);
  }

  static void sequenceOpaque(MemorySegment cells, long offset, long sequence) {
    SEQUENCE.setOpaque(cells, offset, sequence);
  }

  static void sequenceRelease(MemorySegment cells, long offset, long sequence) {
    SEQUENCE.setRelease(cells, offset, sequence);
  }

  // One access each, and small: the compiler takes small methods in wherever they are called.
  static void header(
      MemorySegment cells, long offset, long descriptor, long reference, long route) {
    descriptorPlain(cells, offset, descriptor);
    referencePlain(cells, offset, reference);
    routePlain(cells, offset, route);
  }

  static void descriptorPlain(MemorySegment cells, long offset, long descriptor) {
    DESCRIPTOR.set(cells, offset, descriptor);
  }

  private static void referencePlain(MemorySegment cells, long offset, long reference) {
    REFERENCE.set(cells, offset, reference);
  }

  /** Stores into a cell that is free, so that its line comes to this core. */
  static void touch(MemorySegment cells, long offset) {
    referencePlain(cells, offset, 0);
  }

  private static void routePlain(MemorySegment cells, long offset, long route) {
    ROUTE.set(cells, offset, route);
  }

  /** Lays a frame out as it will lie in the ring, its sequence word left open. */
  public static void lay(
      MemorySegment cells,
      long offset,
      long descriptor,
      long route,
      MemorySegment source,
      long sourceOffset) {
    SEQUENCE.set(cells, offset, 0L);
    clearFollowing(cells, offset, cellsFor(length(descriptor)));
    header(cells, offset, descriptor, 0, route);
    payload(cells, offset, source, sourceOffset, length(descriptor));
  }

  /**
   * Clears the first word of all cells but the first of a frame. Where a payload ends within that
   * word, what is left of an old sequence word would else make a new one with the payload's last
   * bytes, by chance or by malice: the key is in the bytes that are left.
   */
  static void clearFollowing(MemorySegment cells, long offset, int count) {
    for (int i = 1; i < count; i++) {
      SEQUENCE.set(cells, offset + (long) i * CELL_BYTES, 0L);
    }
  }

  /** Copies a payload into a frame's cells. */
  static void payload(
      MemorySegment cells, long offset, MemorySegment source, long sourceOffset, int length) {
    ShortCopy.copy(source, sourceOffset, cells, offset + PAYLOAD_OFFSET, length);
  }

  static void slotReference(MemorySegment cells, long offset, long reference) {
    SLOT_REFERENCE.set(cells, offset, reference);
  }

  /** Reads kind, flags, array and length. */
  public static long descriptorPlain(MemorySegment cells, long offset) {
    return (long) DESCRIPTOR.get(cells, offset);
  }

  /** Reads the reference that goes with the frame. */
  public static long referencePlain(MemorySegment cells, long offset) {
    return (long) REFERENCE.get(cells, offset);
  }

  /** Reads method and deadline. */
  public static long routePlain(MemorySegment cells, long offset) {
    return (long) ROUTE.get(cells, offset);
  }

  /** Reads the reference of the slot that holds the payload. */
  public static long slotReferencePlain(MemorySegment cells, long offset) {
    return (long) SLOT_REFERENCE.get(cells, offset);
  }
}
