package io.ranvier.routing;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A reply as it lies in its slot; up to 32 bytes of it share the first cache line with the token.
 *
 * <pre>
 * offset  size  field    writer    order    meaning
 * 0       8     token    answerer  release  reference of the call that is answered; written last
 * 8       4     status   answerer  plain    0 for an answer, else what went wrong
 * 12      4     length   answerer  plain    bytes of the answer
 * 32      32    payload  answerer  plain    first bytes of the answer; the others follow
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
          .padTo(PAYLOAD_OFFSET)
          .field(
              "payload",
              MemoryLayout.sequenceLayout(4, JAVA_LONG),
              "answerer",
              "plain",
              "first bytes of the answer; the others follow")
          .build();

  private static final long TOKEN = STRUCT.offset("token");
  private static final long OUTCOME = STRUCT.offset("status");
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();

  private ReplyLayout() {}

  static long tokenAcquire(MemorySegment segment, long slot) {
    return (long) LONG.getAcquire(segment, slot + TOKEN);
  }

  static void tokenRelease(MemorySegment segment, long slot, long token) {
    LONG.setRelease(segment, slot + TOKEN, token);
  }

  /** Stores status and length, which travel as one word. */
  static void outcomePlain(MemorySegment segment, long slot, int status, int length) {
    LONG.set(segment, slot + OUTCOME, (status & 0xFFFFFFFFL) | (long) length << 32);
  }

  /** Reads status and length once, as one word. */
  static long outcomePlain(MemorySegment segment, long slot) {
    return (long) LONG.get(segment, slot + OUTCOME);
  }

  static int status(long outcome) {
    return (int) outcome;
  }

  static int length(long outcome) {
    return (int) (outcome >>> 32);
  }
}
