package io.ranvier.stress;

import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Status;
import io.ranvier.stress.ChannelStressEnds.Outcome;
import java.util.Map;
import java.util.TreeMap;

/** Counts how the channels of one process ended, and notes what was wrong. Any thread. */
final class ChannelStressTally {
  private final CallStressLedger ledger = new CallStressLedger();
  private final Map<String, Integer> ends = new TreeMap<>();
  private long items;
  private int mostOpen;

  synchronized void ended(Outcome outcome, String wrong) {
    items += outcome.items();
    ends.merge(name(outcome.status()), 1, Integer::sum);
    if (!wrong.isEmpty()) {
      ledger.wrong(wrong);
    }
  }

  private static String name(long status) {
    return status == 0 ? "SENT" : status > 0 ? "UNUSED" : Status.name(status);
  }

  synchronized void echoed() {
    ends.merge("echoed", 1, Integer::sum);
  }

  synchronized void refused(ErrorCode code) {
    ends.merge(code.name(), 1, Integer::sum);
  }

  synchronized void open(int count) {
    mostOpen = Math.max(mostOpen, count);
  }

  void wrong(String what, Throwable failure) {
    ledger.wrong(what, failure);
  }

  /** Returns what was wrong until now, in one line; empty if nothing was. */
  String wrong() {
    return ledger.wrong();
  }

  synchronized int mostOpen() {
    return mostOpen;
  }

  synchronized int count(String how) {
    return ends.getOrDefault(how, 0);
  }

  @Override
  public synchronized String toString() {
    return "items=%d, mostOpen=%d, %s".formatted(items, mostOpen, ends);
  }
}
