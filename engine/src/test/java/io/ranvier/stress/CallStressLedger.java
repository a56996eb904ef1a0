package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * How the calls of one side ended: each once, and what that says about whether their handlers ran.
 * Any thread.
 */
final class CallStressLedger {
  static final String ANSWERED = "answered";
  static final String GIVEN_UP = "given up";
  static final String NOT_SENT = "not sent";

  /** The connection's memory went while a request was written or a reply was read in place. */
  static final String LOST = "lost";

  private static final Set<ErrorCode> BY_HANDLER =
      Set.of(ErrorCode.APPLICATION_ERROR, ErrorCode.HANDLER_FAILED, ErrorCode.PAYLOAD_TOO_LARGE);
  private static final int MAX_WRONG = 20;
  private static final int MAX_PLACES = 8;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final BitSet ended = new BitSet();
  private final BitSet begun = new BitSet();
  private final Map<Long, String> notBegun = new TreeMap<>();
  private int lastId;

  /** Begins a call. */
  synchronized long nextId() {
    return ++lastId;
  }

  /** Notes how a call ended, once. */
  synchronized void ended(CallScript script, String how) {
    if (ended.get((int) script.id())) {
      wrong("%s: ended again: %s".formatted(script, how));
    }
    ended.set((int) script.id());
    counts.merge(how, 1, Integer::sum);
    if (how.equals(ANSWERED) && script.behaviour().isScripted()) {
      begun.set((int) script.id());
    } else if (how.equals(NOT_SENT)) {
      notBegun.put(script.id(), script + ": " + how);
    }
  }

  /** Notes a failure that was legal. */
  synchronized void ended(CallScript script, CallException failure, Connection connection) {
    ended(script, failure.code().name());
    if (BY_HANDLER.contains(failure.code())) {
      begun.set((int) script.id());
    } else if (failure.isRetrySafe()) {
      notBegun.put(script.id(), "%s: %s, end=%s".formatted(script, failure, connection.end()));
    }
  }

  void wrong(String what) {
    if (wrong.size() < MAX_WRONG) {
      wrong.add(what.replaceAll("\\s+", " "));
    }
  }

  /** Notes a failure with the places in the engine that it came through. */
  void wrong(String what, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String places =
        Arrays.stream(root.getStackTrace())
            .filter(place -> place.getClassName().startsWith("io.ranvier"))
            .limit(MAX_PLACES)
            .map(place -> place.getFileName() + ":" + place.getLineNumber())
            .collect(Collectors.joining(" < "));
    wrong("%s: %s at %s".formatted(what, failure, places));
  }

  /** Returns what was wrong until now, in one line; empty if nothing was. */
  String wrong() {
    return String.join("; ", wrong);
  }

  /** Compares, when all is over, with the calls that the other side's handlers were given. */
  synchronized void compare(BitSet handled) {
    if (ended.cardinality() != lastId) {
      wrong("calls=%d, ended=%d".formatted(lastId, ended.cardinality()));
    }
    begun.andNot(handled);
    if (!begun.isEmpty()) {
      wrong("answered, and not handled: ids=" + begun);
    }
    notBegun.forEach((id, call) -> {
      if (handled.get(id.intValue())) {
        wrong("handled, and retry is said to be safe: " + call);
      }
    });
  }

  synchronized int count(Object how) {
    return counts.getOrDefault(how.toString(), 0);
  }

  @Override
  public synchronized String toString() {
    return "calls=%d %s".formatted(lastId, counts);
  }
}
