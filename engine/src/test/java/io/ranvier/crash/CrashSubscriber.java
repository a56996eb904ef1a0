package io.ranvier.crash;

import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pattern;
import java.util.concurrent.locks.LockSupport;

/** The end of {@link CrashFeed} at one client: no item is missed, and none comes twice. */
final class CrashSubscriber {
  private static final int STREAM = CrashStreams.FEED;
  private static final long MOMENT_NS = 5_000_000;

  private final CrashParty party;
  private long next = -1;
  private long last = -1;

  CrashSubscriber(CrashParty party) {
    this.party = party;
  }

  void run() {
    try (Subscription feed = subscribe(CrashFeed.FEED)) {
      if (feed == null) {
        return;
      }
      party.log.count(STREAM, Word.COMMITTED);
      try (Subscription ticker = subscribe(CrashFeed.TICKER)) {
        take(feed, ticker);
      }
    }
  }

  /** Tries again while there is no such broadcast, yet; null when it is over before. */
  private Subscription subscribe(String name) {
    while (party.goesOn()) {
      try {
        return party.connection.subscribe(name, Start.OLDEST, CrashParty.LONG_NS);
      } catch (CallException e) {
        if (e.code() != ErrorCode.REJECTED) {
          return unless(e);
        }
        LockSupport.parkNanos(1_000_000);
      } catch (RanvierException e) {
        return unless(e);
      }
    }
    return null;
  }

  /** The connection has ended; what was subscribed to before is still taken. */
  private Subscription unless(RanvierException failure) {
    if (party.connection.end().isEmpty()) {
      throw failure;
    }
    return null;
  }

  private void take(Subscription feed, Subscription ticker) {
    BroadcastHandler quick =
        (number, item) -> {
          if (number <= last) {
            throw new AssertionError("ticker: item %d after %d".formatted(number, last));
          }
          last = number;
          Pattern.check(item, CrashFeed.length(number), number);
        };
    int status = 0;
    while (status >= 0 && party.goesOn()) {
      status =
          feed.receive(
              (number, item) -> {
                if (next >= 0 && number != next) {
                  throw new AssertionError("feed: item %d, expected %d".formatted(number, next));
                }
                check(item, number);
                next = number + 1;
                party.log.raise(STREAM, Word.RECEIVED, next);
              },
              64,
              MOMENT_NS);
      if (ticker != null && status >= 0) {
        int ignored = ticker.poll(quick, 64);
      }
    }
    if (status < 0 && status != Status.END) {
      party.ended(status);
    }
  }

  /** Once another thread has closed the connection, the sender goes on over what is read here. */
  private void check(SegmentBuffer item, long number) {
    try {
      Pattern.check(item, CrashFeed.length(number), number);
    } catch (AssertionError e) {
      if (party.connection.end().isEmpty()) {
        throw e;
      }
    }
  }
}
