package io.ranvier;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one call of the stress test asks of its handler, and which ends of it are legal. Travels in
 * the request; the bytes of request and reply follow from the id.
 *
 * <pre>
 * bytes  meaning
 * 8      id, never used twice
 * 4      behaviour
 * 4      length of the reply
 * rest   pattern of the id
 * </pre>
 */
record CallScript(long id, Behaviour behaviour, int requestLength, int replyLength) {
  static final int HEAD_BYTES = 16;
  static final int SERVICE = 1;
  static final int INLINE = 1;
  static final int ON_EXECUTOR = 2;

  /** What the handler does. */
  enum Behaviour {
    CLAIM,
    REPLY,
    TWICE,
    DEFER,
    LATE,
    FAIL,
    THROW,
    FORGET,
    TOO_LARGE
  }

  static CallScript random(long id, SplittableRandom random) {
    Behaviour behaviour = Behaviour.values()[random.nextInt(Behaviour.values().length)];
    return new CallScript(
        id,
        behaviour,
        HEAD_BYTES + length(random),
        behaviour == Behaviour.LATE ? 8 : length(random));
  }

  /** Most are short; one in a hundred has some MiB. */
  private static int length(SplittableRandom random) {
    return switch (random.nextInt(100)) {
      case 0 -> random.nextInt(1 << 22);
      case 1, 2, 3 -> random.nextInt(1 << 17);
      case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> random.nextInt(5000);
      case 14, 15, 16, 17, 18, 19 -> 0;
      default -> random.nextInt(300);
    };
  }

  void write(SegmentBuffer request) {
    request.putLong(0, id);
    request.putInt(8, behaviour.ordinal());
    request.putInt(12, replyLength);
    fill(request, HEAD_BYTES, requestLength - HEAD_BYTES, ~id);
  }

  /** Reads what {@link #write} wrote, and checks every byte. */
  static CallScript read(SegmentBuffer request) {
    CallScript script =
        new CallScript(
            request.getLong(0),
            Behaviour.values()[request.getInt(8)],
            request.capacity(),
            request.getInt(12));
    check(request, HEAD_BYTES, script.requestLength - HEAD_BYTES, ~script.id);
    return script;
  }

  void writeReply(SegmentBuffer reply) {
    fill(reply, 0, replyLength, id);
  }

  /** The oracle for an answer. */
  void checkReply(SegmentBuffer reply) {
    if (behaviour.ordinal() >= Behaviour.FAIL.ordinal() || reply.capacity() != replyLength) {
      throw new AssertionError("%s: answer of %d bytes".formatted(this, reply.capacity()));
    }
    check(reply, 0, replyLength, id);
  }

  /** The oracle for a failure; others than these need a reason of the caller's own. */
  void checkFailure(CallException failure, Set<ErrorCode> alsoLegal) {
    Set<ErrorCode> legal = EnumSet.of(ErrorCode.OVERLOADED);
    legal.addAll(alsoLegal);
    switch (behaviour) {
      case FAIL -> legal.add(ErrorCode.APPLICATION_ERROR);
      case THROW, FORGET -> legal.add(ErrorCode.HANDLER_FAILED);
      case TOO_LARGE -> legal.add(ErrorCode.PAYLOAD_TOO_LARGE);
      case CLAIM, REPLY, TWICE, DEFER, LATE -> {}
    }
    if (!legal.contains(failure.code())
        || failure.code() == ErrorCode.APPLICATION_ERROR && failure.applicationCode() != (int) id) {
      throw new AssertionError("%s: %s, legal=%s".formatted(this, failure, legal), failure);
    }
  }

  private static void fill(SegmentBuffer buffer, int offset, int length, long seed) {
    MemorySegment target = buffer.segment().asSlice(buffer.segmentOffset() + offset, length);
    Pattern.fill(target, length, seed);
  }

  private static void check(SegmentBuffer buffer, int offset, int length, long seed) {
    SegmentBuffer part =
        new SegmentBuffer(buffer.segment(), buffer.segmentOffset() + offset, length);
    Pattern.check(part, length, seed);
  }
}
