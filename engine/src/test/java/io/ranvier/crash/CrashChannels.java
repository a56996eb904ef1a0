package io.ranvier.crash;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The channels that one end of {@link CrashParty} opens, and those that its peer opens. */
final class CrashChannels {
  private static final int WINDOW = 8;

  private final CrashParty party;

  CrashChannels(CrashParty party) {
    this.party = party;
  }

  /** Opens one channel after the other, and sends or takes all its items. */
  void open() {
    try (Caller caller = party.connection.sharedCaller();
        Call call = caller.newCall()) {
      CrashCalls calls = new CrashCalls(party);
      for (int i = 0; i < CrashStreams.MAX_CHANNELS && party.goesOn(); i++) {
        if (CrashStreams.openerSends(i)) {
          Tx tx = call.openTx(WINDOW);
          if (!calls.perform(CrashStreams.CHANNELS, call)) {
            return;
          }
          send(i, tx);
        } else {
          Rx rx = call.openRx(WINDOW);
          boolean answered = calls.perform(CrashStreams.CHANNELS, call);
          // Items may have come also where nobody knows what became of the call.
          receive(i, rx);
          if (!answered) {
            return;
          }
        }
      }
    } catch (RanvierException e) {
      if (party.connection.end().isEmpty()) {
        throw e;
      }
    }
  }

  /** Takes the channel that a call brought, on a thread of its own. */
  void accept(int channel, OfferedChannels offered) {
    if (CrashStreams.openerSends(channel)) {
      Rx rx = offered.rx(0);
      party.run("rx " + channel, () -> receive(channel, rx));
    } else {
      Tx tx = offered.tx(0);
      party.run("tx " + channel, () -> send(channel, tx));
    }
  }

  private void send(int channel, Tx tx) {
    int stream = CrashStreams.ITEMS + channel;
    try (Arena arena = Arena.ofConfined();
        tx) {
      MemorySegment bytes = arena.allocate(CrashStreams.MAX_BYTES, 8);
      for (int i = 0; i < CrashStreams.ITEMS_OF_A_CHANNEL; i++) {
        int length = party.mine.fill(bytes, stream, party.log.count(stream, Word.BEGUN));
        long status = tx.send(bytes, 0, length, CrashParty.LONG_NS);
        if (status < 0) {
          if (status != Status.RESET || !CrashStreams.isReset(channel)) {
            party.ended(status);
          }
          return;
        }
        long ignored = party.log.count(stream, Word.COMMITTED);
      }
    }
  }

  private void receive(int channel, Rx rx) {
    int stream = CrashStreams.ITEMS + channel;
    try (rx) {
      int status = 0;
      while (status >= 0) {
        if (CrashStreams.isReset(channel)
            && party.log.get(stream, Word.RECEIVED) >= CrashStreams.RESET_AFTER) {
          rx.reset();
          return;
        }
        status =
            rx.receive(
                item -> party.theirs().check(item, stream, party.log.count(stream, Word.RECEIVED)),
                1,
                CrashParty.LONG_NS);
        if (status == 0) {
          throw new AssertionError("nothing in time");
        }
      }
      if (status != Status.END) {
        party.ended(status);
      }
    }
  }
}
