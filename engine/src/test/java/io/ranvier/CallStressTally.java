package io.ranvier;

import io.ranvier.error.ErrorCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts how calls ended. Any thread. */
final class CallStressTally {
  private final LongAdder answered = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final Map<ErrorCode, LongAdder> failed = new ConcurrentHashMap<>();

  void answered() {
    answered.increment();
  }

  void givenUp() {
    givenUp.increment();
  }

  void failed(ErrorCode code) {
    failed.computeIfAbsent(code, _ -> new LongAdder()).increment();
  }

  long answeredCount() {
    return answered.sum();
  }

  /** Returns whether calls ended in that way. */
  boolean has(ErrorCode code) {
    return failed.containsKey(code);
  }

  @Override
  public String toString() {
    return "answered=%s, given up=%s, failed=%s".formatted(answered, givenUp, failed);
  }
}
