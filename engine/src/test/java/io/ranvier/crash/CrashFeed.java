package io.ranvier.crash;

import io.ranvier.Server;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server of {@link CrashParty} broadcasts, on a thread of its own: one feed whose sender
 * waits for the slowest receiver, and one that waits for nobody.
 */
final class CrashFeed {
  static final String FEED = "feed";
  static final String TICKER = "ticker";

  /** In place of a connection's number, in the log of the feed. */
  static final long LOG = 0xFFFF_FFFFL;

  private static final BroadcastOptions OPTIONS = BroadcastOptions.defaults().withRingCells(256);

  private final Server server;
  private final CrashLog log;
  private final Witness witness;
  private final Thread thread;
  private volatile boolean over;

  CrashFeed(Server server, CrashLog log, Witness witness) {
    this.server = server;
    this.log = log;
    this.witness = witness;
    this.thread = Thread.ofPlatform().daemon().name("feed").start(this::guarded);
  }

  static boolean isLog(CrashLog log) {
    return (log.connection() & LOG) == LOG;
  }

  static int length(long number) {
    return 8 + (int) (number * 37 % 500);
  }

  private void guarded() {
    try {
      run();
    } catch (RanvierException e) {
      // The server was closed before the feed was open.
      if (e.code() != ErrorCode.WRONG_STATE) {
        witness.wrong("feed: " + e);
      }
    } catch (Throwable t) {
      witness.wrong("feed: " + t);
    }
  }

  private void run() {
    int stream = CrashStreams.FEED;
    try (Arena arena = Arena.ofConfined();
        Broadcast feed = server.broadcast(FEED, OPTIONS);
        Broadcast ticker = server.broadcast(TICKER, OPTIONS.withSlowReceiver(SlowReceiver.LOSE))) {
      MemorySegment bytes = arena.allocate(1024, 8);
      while (!over) {
        long number = log.count(stream, Word.BEGUN);
        int length = length(number);
        Pattern.fill(bytes, length, number);
        long status = feed.send(bytes, 0, length, CrashParty.LONG_NS);
        if (status >= 0) {
          log.count(stream, Word.COMMITTED);
          status = Math.min(0, ticker.trySend(bytes, 0, length));
        }
        if (status != 0 && status != Status.CLOSED) {
          witness.wrong("feed: " + Status.name(status));
        }
        if (status < 0) {
          return;
        }
        if (number % 4 == 0) {
          LockSupport.parkNanos(500_000);
        }
      }
    }
  }

  /** Ends the broadcasts in good order. */
  void stop() {
    over = true;
    join();
  }

  /** Waits for the thread, which ends with its server, too. */
  void join() {
    Pair.await("the end of the feed", () -> !thread.isAlive());
  }
}
