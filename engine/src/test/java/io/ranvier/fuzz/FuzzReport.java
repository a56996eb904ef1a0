package io.ranvier.fuzz;

import io.ranvier.Connection;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.stress.CallStressHandler;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What must not happen to the survivor of {@link FuzzProcessTest}, as far as it did. Any thread.
 */
final class FuzzReport {
  /** What a user of a connection may be told because its memory was damaged. */
  private static final Set<ErrorCode> LEGAL =
      EnumSet.of(
          ErrorCode.PROTOCOL_ERROR,
          ErrorCode.CONNECTION_CLOSED,
          ErrorCode.LIMIT_EXCEEDED,
          ErrorCode.OVERLOADED,
          ErrorCode.TIMED_OUT,
          ErrorCode.REJECTED,
          ErrorCode.INVALID_PAYLOAD,
          ErrorCode.GEOMETRY_MISMATCH,
          ErrorCode.NO_SPACE);

  private static final int MOST = 12;
  private static final int FRAMES = 14;

  private final List<String> wrong = new ArrayList<>();

  /** Something that a thread does with a connection. */
  interface Step {
    void run() throws Exception;
  }

  /** Does something that may be refused, in a typed way. */
  void guarded(String who, Connection connection, Step step) {
    try {
      step.run();
    } catch (Throwable t) {
      failed(who, connection, t);
    }
  }

  void failed(String who, Connection connection, Throwable failure) {
    boolean ended = connection != null && connection.end().isPresent();
    boolean legal =
        switch (failure) {
          // Any code may stand in a reply.
          case CallException _ -> true;
          case RanvierException e ->
              LEGAL.contains(e.code()) || ended && e.code() == ErrorCode.INTERRUPTED;
          default ->
              ended
                  && CallStressHandler.isLost(failure)
                  && (who.equals("handler") || isInPlace(failure));
        };
    if (!legal) {
      wrong(who + " ended=" + ended, failure);
    }
  }

  synchronized void wrong(String who, Throwable failure) {
    StringBuilder text = new StringBuilder(who).append(": ").append(failure);
    StackTraceElement[] trace = failure.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
      text.append(" <- ").append(trace[i]);
    }
    if (failure.getCause() != null) {
      text.append(" cause ").append(failure.getCause());
    }
    if (wrong.size() < MOST) {
      wrong.add(text.toString().replace('\n', ' '));
    }
  }

  /** Returns what is wrong on one line, and forgets it; empty if nothing is. */
  synchronized String take() {
    String all = String.join(" ;; ", wrong);
    wrong.clear();
    return all;
  }

  /** Only what the test itself reads or writes in place may be gone with the connection. */
  private static boolean isInPlace(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      String name = frame.getClassName();
      if (name.startsWith("io.ranvier.") && !name.startsWith("io.ranvier.buffer.")) {
        return name.startsWith(FuzzReport.class.getPackageName() + ".");
      }
    }
    return false;
  }
}
