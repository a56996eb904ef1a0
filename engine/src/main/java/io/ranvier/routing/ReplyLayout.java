package io.ranvier.routing;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import io.ranvier.memory.SharedWords;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A reply as it lies in its slot, and the bitmap of calls that were answered; up to 32 bytes of it
 * share the first cache line with the token.
 *
 * <pre>
 * offset  size  field      writer    order    meaning
 * 0       8     token      answerer  release  reference of the call that is answered; written last
 * 8       4     status     answerer  plain    0 for an answer, else what went wrong
 * 12      4     length     answerer  plain    bytes of the answer
 * 16      8     placement  answerer  plain    bit 0: answer in a payload slot; 2: envelope; 16-31: slot array
 * 32      32    payload    answerer  plain    first bytes of the answer, or the payload slot's reference
 * </pre>
 */
public final class ReplyLayout {
  /** Where the bytes of an answer begin in a slot. */
  public static final int PAYLOAD_OFFSET = 32;

  public static final SharedStruct STRUCT =
      SharedStruct.named("reply")
          .field(
              "token",
              JAVA_LONG,
              "answerer",
              "release",
              "reference of the call that is answered; written last")
          .field("status", JAVA_INT, "answerer", "plain", "0 for an answer, else what went wrong")
          .field("length", JAVA_INT, "answerer", "plain", "bytes of the answer")
          .field(
              "placement",
              JAVA_LONG,
              "answerer",
              "plain",
              "bit 0: answer in a payload slot; 2: envelope; 16-31: slot array")
          .padTo(PAYLOAD_OFFSET)
          .field(
              "payload",
              MemoryLayout.sequenceLayout(4, JAVA_LONG),
              "answerer",
              "plain",
              "first bytes of the answer, or the payload slot's reference")
          .build();

  /** A reply's first words as they are accessed: status and length travel as one. */
  private static final SharedWords WORDS =
      SharedWords.ofLine("token", "outcome", "placement", "unused", "slotReference");

  private static final VarHandle TOKEN = WORDS.atomic("token");
  private static final VarHandle OUTCOME = WORDS.plain("outcome");
  private static final VarHandle PLACEMENT = WORDS.plain("placement");
  private static final VarHandle UNUSED = WORDS.plain("unused");
  private static final VarHandle SLOT_REFERENCE = WORDS.plain("slotReference");
  private static final VarHandle BITMAP = JAVA_LONG.varHandle().withInvokeExactBehavior();

  private ReplyLayout() {}

  static long tokenAcquire(MemorySegment segment, long slot) {
    return (long) TOKEN.getAcquire(segment, slot);
  }

  static void tokenRelease(MemorySegment segment, long slot, long token) {
    TOKEN.setRelease(segment, slot, token);
  }

  /** Stores status and length, which travel as one word. */
  static void outcomePlain(MemorySegment segment, long slot, int status, int length) {
    OUTCOME.set(segment, slot, (status & 0xFFFFFFFFL) | (long) length << 32);
  }

  /** Reads status and length once, as one word. */
  static long outcomePlain(MemorySegment segment, long slot) {
    return (long) OUTCOME.get(segment, slot);
  }

  static void placementPlain(MemorySegment segment, long slot, long placement) {
    PLACEMENT.set(segment, slot, placement);
  }

  static long placementPlain(MemorySegment segment, long slot) {
    return (long) PLACEMENT.get(segment, slot);
  }

  /** Stores into the line of a reply, and nothing that means anything. */
  static void touch(MemorySegment segment, long slot) {
    UNUSED.set(segment, slot, 0L);
  }

  static void slotReferencePlain(MemorySegment segment, long slot, long reference) {
    SLOT_REFERENCE.set(segment, slot, reference);
  }

  static long slotReferencePlain(MemorySegment segment, long slot) {
    return (long) SLOT_REFERENCE.get(segment, slot);
  }

  /** Packs flags and the number of a slot array as they lie in {@code placement}. */
  static long placement(int flags, int array) {
    return (flags & 0xFFFFL) | (array & 0xFFFFL) << 16;
  }

  static int flags(long placement) {
    return (int) placement & 0xFFFF;
  }

  static int array(long placement) {
    return (int) (placement >>> 16) & 0xFFFF;
  }

  /** Marks a call as answered in the bitmap at {@code words}. */
  static void markAnswered(MemorySegment segment, long words, int index) {
    // HB reply.mark: the token of a reply before the bit of its call.
    long ignored =
        (long)
            BITMAP.getAndBitwiseOrRelease(
                segment, words + ((long) (index >>> 6) << 3), 1L << index);
  }

  /** Takes the marks of one word of the bitmap. */
  static long takeAnswered(MemorySegment segment, long words, int word) {
    long offset = words + ((long) word << 3);
    // HB reply.mark: the token of a reply before the bit of its call.
    return (long) BITMAP.getOpaque(segment, offset) == 0
        ? 0
        : (long) BITMAP.getAndSetAcquire(segment, offset, 0L);
  }

  static int status(long outcome) {
    return (int) outcome;
  }

  static int length(long outcome) {
    return (int) (outcome >>> 32);
  }
}
