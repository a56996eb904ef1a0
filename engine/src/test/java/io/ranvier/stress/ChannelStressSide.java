package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.Inside;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.session.Session;
import io.ranvier.stress.ChannelStressEnds.Outcome;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One side of one connection: opens channels with calls, and takes those that the other opens. */
final class ChannelStressSide {
  private static final int SERVICE = 3;
  private static final int TAKE = 1;
  private static final int TAKE_LATER = 2;
  private static final int TAKE_EVEN = 3;
  private static final int LEAVE = 4;
  private static final int ECHO = 5;
  private static final int NOT_THERE = 99;
  private static final int[] METHODS = {
    TAKE, TAKE, TAKE, TAKE_LATER, TAKE_LATER, TAKE_EVEN, LEAVE, NOT_THERE
  };
  private static final String SIDE = ChannelStressSide.class.getName();
  private static final int OPENERS = 8;
  private static final int CHANNELS = 4;
  private static final Executor VIRTUAL = Thread::startVirtualThread;

  private final Connection connection;
  private final ChannelStressTally tally;
  private final CyclicBarrier allOpen = new CyclicBarrier(OPENERS);
  private final AtomicInteger running = new AtomicInteger();
  private final List<FutureTask<Void>> openers = new ArrayList<>();
  private volatile boolean over;

  private ChannelStressSide(Connection connection, ChannelStressTally tally) {
    this.connection = connection;
    this.tally = tally;
  }

  /** Serves on a connection, and starts to open channels on it. */
  static ChannelStressSide start(
      Connection connection, ChannelStressTally tally, SplittableRandom random) {
    ChannelStressSide side = new ChannelStressSide(connection, tally);
    connection.serve(side.services(), side::failed);
    for (int i = 0; i < OPENERS; i++) {
      SplittableRandom own = random.split();
      side.openers.add(side.start("opener", false, () -> side.open(own)));
    }
    return side;
  }

  private Services services() {
    return Services.builder()
        .handler(SERVICE, TAKE, (request, responder) -> take(request, responder, 1))
        .handler(SERVICE, TAKE_LATER, VIRTUAL, (request, responder) -> take(request, responder, 1))
        .handler(SERVICE, TAKE_EVEN, (request, responder) -> take(request, responder, 2))
        .handler(SERVICE, LEAVE, (request, responder) -> responder.reply(request.payload()))
        .handler(SERVICE, ECHO, VIRTUAL, (request, responder) -> responder.reply(request.payload()))
        .build();
  }

  /** No round begins any more; the channels that are open go their way. */
  void stop() {
    over = true;
  }

  /** Waits for all threads. */
  void join() {
    for (FutureTask<Void> opener : openers) {
      var ignored = get(opener);
    }
    Pair.await("all ends over", () -> running.get() == 0);
  }

  /** Waits until nothing is in use on this side. */
  void awaitClean() {
    Session session = Inside.session(connection);
    Pair.await("no channel open", () -> session.channels().openCount() == 0);
    Pair.await("call slots free", () -> session.outboundCalls().inFlight() == 0);
    Pair.await("slots given back", () -> session.inbound().inbox().heldCount() == 0);
    Pair.await(
        "payload slots free",
        () -> {
          int ignored = session.outbound().pool().harvest();
          return session.outbound().pool().takenCount() == 0;
        });
  }

  private void take(Request request, Responder responder, int step) {
    OfferedChannels channels = request.channels();
    for (int i = 0; i < channels.count(); i += step) {
      var script = ChannelStressScript.of(request.payload().getLong(8 * i));
      boolean sends = channels.isTx(i);
      Callable<Outcome> end =
          sends ? send(channels.tx(i), script) : receive(channels.rx(i), script);
      var ignored = start("taken", isVirtual(script), () -> judge(end.call(), script, sends, true));
    }
    tally.open(Inside.session(connection).channels().openCount());
    boolean ignored = responder.reply(request.payload());
  }

  private static boolean isVirtual(ChannelStressScript script) {
    return (script.id() & 1) == 0;
  }

  private static Callable<Outcome> send(Tx tx, ChannelStressScript script) {
    return () -> ChannelStressEnds.send(tx, script);
  }

  private static Callable<Outcome> receive(Rx rx, ChannelStressScript script) {
    return () -> ChannelStressEnds.receive(rx, script);
  }

  private void judge(Outcome outcome, ChannelStressScript script, boolean sends, boolean taken) {
    tally.ended(outcome, outcome.judge(script, sends, taken, connection.end().isEmpty()));
  }

  private Void open(SplittableRandom random) throws Exception {
    Call call = connection.sharedCaller().newCall();
    for (int round = 0; !over && connection.end().isEmpty(); round++) {
      try {
        round(call, random, round == 0);
        echo(call, random);
      } catch (CallException e) {
        refuse(e.code(), e);
      } catch (RanvierException e) {
        refuse(e.code(), e);
      } finally {
        call.close();
      }
    }
    return null;
  }

  /** An end of a channel that is at work, and what it is to be like. */
  private record Opened(ChannelStressScript script, boolean sends, FutureTask<Outcome> end) {}

  /** Opens channels with a call, lets their ends work, and waits for them. */
  private void round(Call call, SplittableRandom random, boolean first) throws Exception {
    List<Opened> opened = new ArrayList<>();
    int method = 0;
    try {
      int count = first ? CHANNELS : 1 + random.nextInt(CHANNELS);
      for (int i = 0; i < count; i++) {
        opened.add(openOne(call, random));
      }
      if (first) {
        int ignored = allOpen.await(60, TimeUnit.SECONDS);
        tally.open(Inside.session(connection).channels().openCount());
      }
      if (random.nextInt(8) != 0) {
        method = call(call, opened, METHODS[random.nextInt(METHODS.length)]);
      }
    } finally {
      call.close();
      for (int i = 0; i < opened.size(); i++) {
        boolean taken = method == TAKE || method == TAKE_LATER || method == TAKE_EVEN && i % 2 == 0;
        Opened one = opened.get(i);
        Outcome outcome = get(one.end());
        if (outcome != null) {
          judge(outcome, one.script(), one.sends(), taken);
        }
      }
    }
  }

  /** The end works before the call is sent: what it sends early waits in the channel. */
  private Opened openOne(Call call, SplittableRandom random) {
    var script = ChannelStressScript.of(random.nextLong());
    boolean sends = random.nextBoolean();
    Callable<Outcome> end =
        sends
            ? send(call.openTx(script.window()), script)
            : receive(call.openRx(script.window()), script);
    return new Opened(script, sends, start("opened", isVirtual(script), end));
  }

  /** Returns the method if the peer has got the call, else 0. */
  private int call(Call call, List<Opened> opened, int method) {
    int length = 8 * opened.size();
    call.open(SERVICE, method, length, Pair.LONG_NS);
    for (int i = 0; i < opened.size(); i++) {
      call.request().putLong(8 * i, opened.get(i).script().id());
    }
    call.send();
    if (method == NOT_THERE) {
      CallException failure = failure(call);
      if (failure.code() != ErrorCode.UNKNOWN_METHOD) {
        refuse(failure.code(), failure);
      }
    } else if (call.awaitNs(TimeUnit.SECONDS.toNanos(60)).payload().capacity() != length) {
      throw new AssertionError("reply of another length");
    }
    return method;
  }

  private static CallException failure(Call call) {
    try {
      var ignored = call.awaitNs(TimeUnit.SECONDS.toNanos(60));
      throw new AssertionError("answered by nobody");
    } catch (CallException e) {
      return e;
    }
  }

  /** An ordinary call, while channels work. */
  private void echo(Call call, SplittableRandom random) {
    int length = random.nextInt(random.nextBoolean() ? 100 : 20_000);
    long seed = random.nextLong();
    call.open(SERVICE, ECHO, length, Pair.LONG_NS);
    SegmentBuffer request = call.request();
    Pattern.fill(request.segment().asSlice(request.segmentOffset(), length), length, seed);
    call.send();
    Pattern.check(call.awaitNs(TimeUnit.SECONDS.toNanos(60)).payload(), length, seed);
    tally.echoed();
  }

  private void refuse(ErrorCode code, RuntimeException failure) {
    boolean legal = code == ErrorCode.LIMIT_EXCEEDED || connection.end().isPresent();
    tally.refused(code);
    if (!legal) {
      failed("opener", failure);
    }
  }

  private <T> FutureTask<T> start(String name, boolean virtual, Callable<T> work) {
    running.incrementAndGet();
    FutureTask<T> task =
        new FutureTask<>(() -> {
          try {
            return work.call();
          } catch (Throwable t) {
            failed(name, t);
            return null;
          } finally {
            running.decrementAndGet();
          }
        });
    Thread ignored =
        virtual
            ? Thread.ofVirtual().name(name).start(task)
            : Thread.ofPlatform().daemon().name(name).start(task);
    return task;
  }

  private FutureTask<Void> start(String name, boolean virtual, ChannelStressWork work) {
    return start(
        name,
        virtual,
        () -> {
          work.run();
          return null;
        });
  }

  /** Only what this test itself reads or writes in place may be gone with the connection. */
  private void failed(String who, Throwable failure) {
    boolean lost = CallStressHandler.isLost(failure) && connection.end().isPresent();
    if (!lost || !who.equals("handler") && !isInPlace(failure)) {
      tally.wrong(who, failure);
    }
  }

  private static boolean isInPlace(Throwable failure) {
    String buffer = SegmentBuffer.class.getName();
    return Arrays.stream(failure.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith("io.ranvier") && !name.equals(buffer))
        .findFirst()
        .filter(name -> name.equals(Pattern.class.getName()) || name.startsWith(SIDE))
        .isPresent();
  }

  private <T> T get(FutureTask<T> task) {
    try {
      return task.get(120, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      failed("thread", e.getCause());
    } catch (Exception e) {
      tally.wrong("a thread does not end", e);
    }
    return null;
  }
}
