package io.ranvier;

import io.ranvier.crash.CrashLog;
import io.ranvier.crash.CrashLog.Word;
import java.util.ArrayList;
import java.util.List;

/** Compares the log of an end that was killed, or closed, with that of the end that lives. */
final class CrashAudit {
  private final CrashLog dead;
  private final CrashLog live;
  private final boolean died;
  private final List<String> wrong = new ArrayList<>();

  private CrashAudit(CrashLog dead, CrashLog live, boolean died) {
    this.dead = dead;
    this.live = live;
    this.died = died;
  }

  /**
   * Returns what does not fit together; empty if everything does.
   *
   * @param died whether the one end was killed; what one thread answers while another closes the
   *     connection may be reported as sent and not be delivered
   */
  static String compare(CrashLog dead, CrashLog live, boolean died) {
    CrashAudit audit = new CrashAudit(dead, live, died);
    for (int stream = 0; stream < CrashLog.STREAMS; stream++) {
      audit.messages(stream);
    }
    for (int stream = CrashStreams.SHARED_CALLS; stream <= CrashStreams.CHANNELS; stream++) {
      audit.calls(stream);
    }
    return audit.wrong.isEmpty()
        ? ""
        : "%s%ndead:%s%nlive:%s".formatted(String.join("\n", audit.wrong), dead, live);
  }

  /** What was committed has come, and nothing that was not begun. */
  private void messages(int stream) {
    long received = live.get(stream, Word.RECEIVED);
    boolean reset =
        stream >= CrashStreams.ITEMS && CrashStreams.isReset(stream - CrashStreams.ITEMS);
    if (!reset) {
      atMost(stream, "lost", dead.get(stream, Word.COMMITTED) - unknown(stream), received);
    }
    atMost(stream, "received, not begun", received, dead.get(stream, Word.BEGUN));
    atMost(
        stream,
        "received by the dead, not begun",
        dead.get(stream, Word.RECEIVED),
        live.get(stream, Word.BEGUN));
  }

  /** A call that was sent while another thread closed the connection: its caller was told so. */
  private long unknown(int stream) {
    return died ? 0 : dead.get(stream, Word.UNKNOWN);
  }

  /** Each call has one outcome, and one that fits what the other end knows. */
  private void calls(int stream) {
    long begun = live.get(stream, Word.BEGUN);
    long replied = live.get(stream, Word.REPLIED);
    long unknown = live.get(stream, Word.UNKNOWN);
    long ended = replied + unknown + live.get(stream, Word.REFUSED);
    if (ended != begun) {
      wrong.add("stream %d: calls begun %d, ended %d".formatted(stream, begun, ended));
    }
    if (died) {
      atMost(stream, "answers lost", dead.get(stream, Word.ANSWERED), replied);
    }
    atMost(stream, "begun, told safe", dead.get(stream, Word.RECEIVED), replied + unknown);
    atMost(
        stream,
        "answered to the dead, not received",
        dead.get(stream, Word.REPLIED),
        live.get(stream, Word.RECEIVED));
  }

  private void atMost(int stream, String what, long least, long most) {
    if (least > most) {
      wrong.add("stream %d: %s: %d > %d".formatted(stream, what, least, most));
    }
  }
}
