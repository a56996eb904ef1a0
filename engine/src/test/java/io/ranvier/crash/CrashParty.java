package io.ranvier.crash;

import static io.ranvier.crash.CrashStreams.CHANNELS;
import static io.ranvier.crash.CrashStreams.CLAIMED_FRAMES;
import static io.ranvier.crash.CrashStreams.EXCLUSIVE_CALLS;
import static io.ranvier.crash.CrashStreams.EXCLUSIVE_FRAMES;
import static io.ranvier.crash.CrashStreams.FUTURES;
import static io.ranvier.crash.CrashStreams.SHARED_CALLS;
import static io.ranvier.crash.CrashStreams.SHARED_FRAMES;

import io.ranvier.Connection;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One end of a connection at work: frames, calls and channels both ways, each message checked and
 * logged. Borrows the connection.
 */
final class CrashParty implements FrameHandler {
  static final int SERVICE = 9;
  private static final String POLLER = "poller";
  static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  /** Few call slots, to which others are added, and extents that go when they are not used. */
  static final ConnectionOptions OPTIONS =
      ConnectionOptions.defaults()
          .withCalls(CallOptions.defaults().withInFlight(80).withMaxInFlight(256))
          .withExtentIdleNs(50_000_000);

  /** What lies in the call's own slot. */
  private static final int SHORT_ANSWER = CallOptions.defaults().slotReplyBytes();

  private static final long PAUSE_NS = 200_000;

  final Connection connection;
  final CrashLog log;
  private final Witness witness;
  final CrashStreams mine;
  private final CrashStreams theirs;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;
  private volatile long endedNs;

  private CrashParty(Connection connection, boolean isServer, CrashLog log, Witness witness) {
    this.connection = connection;
    this.log = log;
    this.witness = witness;
    this.mine = new CrashStreams(connection.id(), isServer);
    this.theirs = new CrashStreams(connection.id(), !isServer);
  }

  /**
   * Starts the threads of one end; whoever polls the connection hands frames to what it returns.
   */
  static CrashParty start(Connection connection, boolean isServer, CrashLog log, Witness witness) {
    CrashParty party = new CrashParty(connection, isServer, log, witness);
    connection.onEnd(_ -> party.endedNs = System.nanoTime());
    connection.serve(party.services(), party::onFailure);
    CrashFrames frames = new CrashFrames(party);
    party.run("shared frames", () -> frames.shared(SHARED_FRAMES));
    party.run("claimed frames", () -> frames.claimed(CLAIMED_FRAMES));
    party.run("exclusive frames", () -> frames.exclusive(EXCLUSIVE_FRAMES));
    CrashCalls calls = new CrashCalls(party);
    party.run("shared calls", () -> calls.shared(SHARED_CALLS));
    party.run("exclusive calls", () -> calls.exclusive(EXCLUSIVE_CALLS));
    party.run("futures", () -> new CrashFutures(party).run(FUTURES));
    party.run("channels", () -> new CrashChannels(party).open());
    if (!isServer) {
      party.run("subscriber", () -> new CrashSubscriber(party).run());
    }
    return party;
  }

  /** Polls on a thread of its own until the connection ends. */
  void poll() {
    run(
        POLLER,
        () -> {
          int handled = 0;
          while (handled >= 0) {
            handled = connection.receive(this, 64, LONG_NS);
          }
        });
  }

  @Override
  public void onFrame(Frame frame) {
    int stream = frame.method();
    theirs.check(frame.payload(), stream, log.count(stream, Word.RECEIVED));
  }

  private Services services() {
    return Services.builder()
        .handler(SERVICE, SHARED_CALLS, this::answer)
        .handler(SERVICE, EXCLUSIVE_CALLS, this::answer)
        .handler(SERVICE, CHANNELS, this::answer)
        .handler(SERVICE, FUTURES, this::answer)
        .build();
  }

  private void answer(Request request, Responder responder) {
    int stream = request.method();
    long number = log.count(stream, Word.RECEIVED);
    theirs.check(request.payload(), stream, number);
    if (stream == CHANNELS) {
      new CrashChannels(this).accept((int) number, request.channels());
    }
    int length = theirs.replyLength(stream, number);
    // A long one that was accepted may still wait for a payload slot when this process dies.
    if (send(responder, stream, number, length) && length <= SHORT_ANSWER) {
      answered(stream, number);
    }
  }

  /** Writes the answer where the caller reads it, or has it copied. */
  private boolean send(Responder responder, int stream, long number, int length) {
    if (number % 3 == 0) {
      MemorySegment bytes = Arena.ofAuto().allocate(length, 8);
      theirs.fillReply(bytes, stream, number);
      return responder.reply(bytes, 0, length);
    }
    SegmentBuffer claimed = responder.claim(length);
    theirs.fillReply(claimed.segment().asSlice(claimed.segmentOffset(), length), stream, number);
    return responder.send();
  }

  /** Most calls come one after the other: those before this one were answered, too. */
  private void answered(int stream, long number) {
    if (stream == FUTURES) {
      log.count(stream, Word.ANSWERED);
    } else {
      log.raise(stream, Word.ANSWERED, number + 1);
    }
  }

  CrashStreams theirs() {
    return theirs;
  }

  /** Whether the threads are to go on; now and then it lets others run first. */
  boolean goesOn() {
    if (ThreadLocalRandom.current().nextInt(2) == 0) {
      LockSupport.parkNanos(PAUSE_NS);
    }
    return !over;
  }

  /** Runs a part of the work on a thread of its own; what it throws is wrong. */
  void run(String what, Runnable part) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(what)
            .unstarted(() -> {
              try {
                part.run();
              } catch (Throwable t) {
                wrong(what, t);
              }
            });
    synchronized (threads) {
      threads.add(thread);
      thread.start();
    }
  }

  /** What a handler throws is wrong, unless this side has closed the connection under it. */
  private void onFailure(String what, Throwable failure) {
    if (!(failure instanceof IllegalStateException) || connection.end().isEmpty()) {
      wrong(what, failure);
    }
  }

  void wrong(String what, Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    StringBuilder text =
        new StringBuilder("%s, %s: %s: %s".formatted(connection, connection.end(), what, thrown));
    for (int i = 0; i < Math.min(trace.length, 12); i++) {
      text.append("\n  at ").append(trace[i]);
    }
    witness.wrong(text.toString());
  }

  /** Begins nothing more. */
  void stop() {
    over = true;
  }

  /** Waits for the threads that send and take, but not for the one that polls. */
  void joinSenders() {
    join(started().stream().filter(thread -> !thread.getName().equals(POLLER)).toList());
  }

  /** Waits for the threads; a hang is an error that names who hangs where. */
  void join() {
    int joined = 0;
    for (List<Thread> all = started(); joined < all.size(); all = started()) {
      // Those that are joined may have started others.
      joined = all.size();
      join(all);
    }
  }

  private List<Thread> started() {
    synchronized (threads) {
      return List.copyOf(threads);
    }
  }

  private void join(List<Thread> some) {
    long startNs = System.nanoTime();
    for (Thread thread : some) {
      try {
        long leftNs = LONG_NS * 2 - (System.nanoTime() - startNs);
        if (!thread.join(Duration.ofNanos(Math.max(leftNs, 1)))) {
          throw new AssertionError(
              "%s hangs in %s: %s"
                  .formatted(thread.getName(), connection, List.of(thread.getStackTrace())));
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Returns when the end was told; 0 while it was not. */
  long endedNs() {
    return endedNs;
  }

  /** Judges a status that is no success: the connection must have ended. */
  void ended(long status) {
    if (connection.end().isEmpty()) {
      throw new AssertionError("status %d, but no end".formatted(status));
    }
  }

  /** Judges why a handle could not be opened or used: the connection must have ended. */
  void ended(RanvierException refusal, ErrorCode... legal) {
    if (connection.end().isEmpty() || !List.of(legal).contains(refusal.code())) {
      throw refusal;
    }
  }
}
