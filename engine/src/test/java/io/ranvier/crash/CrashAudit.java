package io.ranvier.crash;

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
      if (stream != CrashStreams.FEED) {
        audit.messages(stream);
      }
    }
    for (int stream = CrashStreams.SHARED_CALLS; stream <= CrashStreams.FUTURES; stream++) {
      audit.calls(stream);
    }
    return audit.wrong.isEmpty()
        ? ""
        : "%s%ndead:%s%nlive:%s".formatted(String.join("\n", audit.wrong), dead, live);
  }

  /**
   * Returns what is wrong with what a client, dead or not, got of a broadcast.
   *
   * @param outlived whether the client lived longer than its server: then it got all
   */
  static String feed(CrashLog sender, CrashLog client, boolean outlived) {
    long received = client.get(CrashStreams.FEED, Word.RECEIVED);
    long begun = sender.get(CrashStreams.FEED, Word.BEGUN);
    long committed = sender.get(CrashStreams.FEED, Word.COMMITTED);
    if (received > begun) {
      return "feed: received %d, begun %d".formatted(received, begun);
    }
    boolean subscribed = client.get(CrashStreams.FEED, Word.COMMITTED) > 0;
    return outlived && subscribed && received < committed
        ? "feed: received %d, committed %d".formatted(received, committed)
        : "";
  }

  /** What was committed has come, and nothing that was not begun. */
  private void messages(int stream) {
    long received = live.get(stream, Word.RECEIVED);
    boolean reset =
        stream >= CrashStreams.ITEMS && CrashStreams.isReset(stream - CrashStreams.ITEMS);
    if (!reset) {
      atMost(stream, "lost", dead.get(stream, Word.COMMITTED) - doubtful(stream), received);
    }
    atMost(stream, "received, not begun", received, dead.get(stream, Word.BEGUN));
    atMost(
        stream,
        "received by the dead, not begun",
        dead.get(stream, Word.RECEIVED),
        live.get(stream, Word.BEGUN));
  }

  /** Calls that were on their way when another thread closed the connection: told so, or lost. */
  private long doubtful(int stream) {
    return died || !dead.isClosedAtWork() ? 0 : dead.get(stream, Word.UNKNOWN);
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
