package io.ranvier.stress;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.testing.Pattern;
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
 * 8      id, never used twice by one side
 * 4      behaviour
 * 4      length of the reply
 * rest   pattern of the id
 * </pre>
 *
 * @param method where the handler runs; see {@link CallStressHandler}
 */
record CallScript(long id, Behaviour behaviour, int method, int requestLength, int replyLength) {
  static final int HEAD_BYTES = 16;
  static final int SERVICE = 1;
  static final int INLINE = 1;
  static final int ON_EXECUTOR = 2;
  static final int NOTHING = 3;
  static final int NOT_THERE = 99;
  static final int MAX_DETAILS = 100;

  private static final Behaviour[] MOST_OFTEN = {
    Behaviour.CLAIM, Behaviour.REPLY, Behaviour.DEFER, Behaviour.TWICE
  };

  /** What the handler does. */
  enum Behaviour {
    CLAIM,
    REPLY,
    TWICE,
    DEFER,
    LATE,
    NOTHING,
    FAIL,
    FAIL_LATE,
    THROW,
    FORGET,
    DROP,
    TOO_LARGE,
    NOT_THERE;

    private boolean isAnswered() {
      return ordinal() < FAIL.ordinal();
    }

    /** Returns whether a handler that reads the script does it. */
    boolean isScripted() {
      return this != NOTHING && this != NOT_THERE;
    }
  }

  static CallScript random(long id, SplittableRandom random) {
    Behaviour[] all = Behaviour.values();
    Behaviour behaviour =
        random.nextInt(3) == 0
            ? all[random.nextInt(all.length)]
            : MOST_OFTEN[random.nextInt(MOST_OFTEN.length)];
    return switch (behaviour) {
      case NOTHING -> new CallScript(id, behaviour, NOTHING, 0, 0);
      case NOT_THERE -> new CallScript(id, behaviour, NOT_THERE, length(random), 0);
      default ->
          new CallScript(
              id,
              behaviour,
              random.nextBoolean() ? INLINE : ON_EXECUTOR,
              HEAD_BYTES + length(random),
              length(random));
    };
  }

  /** Most are short; one in two hundred has some MiB. */
  private static int length(SplittableRandom random) {
    return switch (random.nextInt(200)) {
      case 0 -> random.nextInt(1 << 22);
      case 1, 2, 3, 4, 5, 6 -> random.nextInt(1 << 17);
      case 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> random.nextInt(5000);
      case 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 -> 0;
      default -> random.nextInt(300);
    };
  }

  void write(SegmentBuffer request) {
    if (!behaviour.isScripted()) {
      return;
    }
    request.putLong(0, id);
    request.putInt(8, behaviour.ordinal());
    request.putInt(12, replyLength);
    fill(request, HEAD_BYTES, requestLength - HEAD_BYTES, ~id);
  }

  /** Reads what {@link #write} wrote, and checks every byte. */
  static CallScript read(SegmentBuffer request, int method) {
    CallScript script =
        new CallScript(
            request.getLong(0),
            Behaviour.values()[request.getInt(8)],
            method,
            request.capacity(),
            request.getInt(12));
    check(request, HEAD_BYTES, script.requestLength - HEAD_BYTES, ~script.id);
    return script;
  }

  void writeReply(SegmentBuffer reply) {
    fill(reply, 0, replyLength, id);
  }

  /** Returns what an error of the handler's own carries. */
  byte[] details() {
    byte[] bytes = new byte[(int) (id % MAX_DETAILS)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (id + i);
    }
    return bytes;
  }

  /** The oracle for an answer. */
  void checkReply(SegmentBuffer reply) {
    if (!behaviour.isAnswered() || reply.capacity() != replyLength) {
      throw new AssertionError("%s: answer of %d bytes".formatted(this, reply.capacity()));
    }
    check(reply, 0, replyLength, id);
  }

  /** The oracle for a failure; others than these need a reason of the caller's own. */
  void checkFailure(CallException failure, Set<ErrorCode> alsoLegal) {
    Set<ErrorCode> legal = EnumSet.noneOf(ErrorCode.class);
    legal.addAll(alsoLegal);
    switch (behaviour) {
      case FAIL, FAIL_LATE -> legal.add(ErrorCode.APPLICATION_ERROR);
      case THROW, FORGET, DROP -> legal.add(ErrorCode.HANDLER_FAILED);
      case TOO_LARGE -> legal.add(ErrorCode.PAYLOAD_TOO_LARGE);
      case NOT_THERE -> legal.add(ErrorCode.UNKNOWN_METHOD);
      case CLAIM, REPLY, TWICE, DEFER, LATE, NOTHING -> {}
    }
    if (!legal.contains(failure.code())) {
      throw new AssertionError("%s: %s, legal=%s".formatted(this, failure, legal), failure);
    }
    if (failure.code() == ErrorCode.APPLICATION_ERROR && !isOwn(failure)) {
      throw new AssertionError("%s: the error of another: %s".formatted(this, failure), failure);
    }
  }

  /** Details may be cut, where replies in slots are short. */
  private boolean isOwn(CallException failure) {
    byte[] found = failure.details();
    byte[] whole = details();
    return failure.applicationCode() == (int) id
        && found.length <= whole.length
        && java.util.Arrays.equals(found, 0, found.length, whole, 0, found.length);
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
