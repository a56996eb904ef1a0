package io.ranvier.stress;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does what each call's script says; in both JVMs. Any thread. */
public final class CallStressHandler implements AutoCloseable {
  private static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final String ON_PURPOSE = "on purpose";

  private final Executor executor = this::start;
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger later = new AtomicInteger();
  private final BitSet handled = new BitSet();
  private final CallStressLedger ledger;

  /**
   * @param ledger is told what is wrong
   */
  CallStressHandler(CallStressLedger ledger) {
    this.ledger = ledger;
  }

  Services services() {
    return Services.builder()
        .handler(CallScript.SERVICE, CallScript.INLINE, this::onCall)
        .handler(CallScript.SERVICE, CallScript.ON_EXECUTOR, executor, this::onCall)
        .handler(CallScript.SERVICE, CallScript.NOTHING, CallStressHandler::onNothing)
        .build();
  }

  /** Returns the ids of the calls that were handled. */
  synchronized BitSet handled() {
    return (BitSet) handled.clone();
  }

  /** Returns whether no answer is left to be given. */
  boolean isIdle() {
    return later.get() == 0 && atWork.get() == 0;
  }

  /** What handlers throw on purpose says so; and the connection may end under any of them. */
  void onFailure(String what, Throwable failure) {
    boolean tooLarge =
        failure instanceof RanvierException refusal
            && refusal.code() == ErrorCode.PAYLOAD_TOO_LARGE;
    if (!tooLarge && !ON_PURPOSE.equals(failure.getMessage()) && !isLost(failure)) {
      ledger.wrong(what, failure);
    }
  }

  /** Returns whether an access failed because the connection was closed during it. */
  public static boolean isLost(Throwable failure) {
    return failure instanceof IllegalStateException
        && "Already closed".equals(failure.getMessage());
  }

  /** Waits for what is at work; a handler on a thread that polls may still come to its end. */
  @Override
  public void close() {
    Pair.await("all late answers given", this::isIdle);
  }

  /** Refuses nothing: a closed connection's last handler may still want an answer to be given. */
  private void start(Runnable task) {
    atWork.incrementAndGet();
    Thread.ofVirtual()
        .start(() -> {
          try {
            task.run();
          } finally {
            atWork.decrementAndGet();
          }
        });
  }

  private static void onNothing(Request request, Responder responder) {
    if (request.payload().capacity() != 0) {
      throw new AssertionError("length=" + request.payload().capacity());
    }
    boolean ignored = responder.reply(MemorySegment.NULL, 0, 0);
  }

  private void onCall(Request request, Responder responder) {
    note(request.payload().getLong(0));
    CallScript script = CallScript.read(request.payload(), request.method());
    switch (script.behaviour()) {
      case CLAIM -> answer(script, responder);
      case REPLY -> reply(script, responder);
      case TWICE -> {
        answer(script, responder);
        refuseSecond(script, responder);
      }
      case DEFER, FAIL_LATE, DROP -> {
        Responder deferred = responder.defer();
        answerLater(() -> executor.execute(() -> answerDeferred(script, deferred)));
      }
      case LATE -> answerLate(script, responder.defer());
      case FAIL -> fail(script, responder);
      case THROW -> throw new IllegalArgumentException(ON_PURPOSE);
      case FORGET -> {}
      case TOO_LARGE -> responder.claim(Integer.MAX_VALUE).putByte(0, (byte) 0);
      case NOTHING, NOT_THERE -> throw new AssertionError(script);
    }
  }

  private synchronized void note(long id) {
    if (handled.get((int) id)) {
      ledger.wrong("handled again: id=" + id);
    }
    handled.set((int) id);
  }

  private static void answer(CallScript script, Responder responder) {
    if (script.id() % 3 == 0) {
      // Claiming again gives other memory.
      responder.claim((int) (script.id() % 1000)).setMemory(0, 0, (byte) 1);
    }
    script.writeReply(responder.claim(script.replyLength()));
    boolean ignored = responder.send();
  }

  private static void reply(CallScript script, Responder responder) {
    MemorySegment bytes = Arena.ofAuto().allocate(script.replyLength() + 1L);
    Pattern.fill(bytes, script.replyLength(), script.id());
    boolean ignored = responder.reply(bytes, 0, script.replyLength());
  }

  private static void fail(CallScript script, Responder responder) {
    boolean ignored = responder.fail((int) script.id(), "as asked", script.details());
  }

  private void refuseSecond(CallScript script, Responder responder) {
    try {
      ledger.wrong("%s: answered again: %s".formatted(script, responder.fail(1, "again")));
    } catch (RanvierException e) {
      if (e.code() != ErrorCode.WRONG_STATE) {
        ledger.wrong("%s: answered again: %s".formatted(script, e));
      }
    }
  }

  private void answerLater(Runnable scheduling) {
    later.incrementAndGet();
    scheduling.run();
  }

  private void answerDeferred(CallScript script, Responder deferred) {
    try (deferred) {
      switch (script.behaviour()) {
        case FAIL_LATE -> fail(script, deferred);
        case DROP -> {}
        default -> answer(script, deferred);
      }
    } catch (Throwable t) {
      onFailure("late answer", t);
    } finally {
      later.decrementAndGet();
    }
  }

  /** Answers when the caller has gone, or after a while, whichever is first. */
  private void answerLate(CallScript script, Responder deferred) {
    AtomicInteger told = new AtomicInteger();
    AtomicBoolean answering = new AtomicBoolean();
    Runnable once =
        () -> {
          if (answering.compareAndSet(false, true)) {
            executor.execute(() -> answerDeferred(script, deferred));
          }
        };
    answerLater(() ->
        CompletableFuture.delayedExecutor(LATE_NS, TimeUnit.NANOSECONDS, executor).execute(once));
    deferred.onCancel(() -> {
      if (told.incrementAndGet() > 1 || !deferred.isCancelled()) {
        ledger.wrong("%s: told=%s, cancelled=%s".formatted(script, told, deferred.isCancelled()));
      }
      once.run();
    });
  }
}
