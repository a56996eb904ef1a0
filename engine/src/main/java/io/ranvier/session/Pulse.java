package io.ranvier.session;

import io.ranvier.connection.KeepAlive;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks the peer for signs of life, and counts how long there were none.
 *
 * <p>Silence is the sum of the times between ticks at which nothing had come, and no such time
 * counts for more than two usual ones: if this process was stopped in between, what the peer said
 * meanwhile has not been read yet.
 *
 * <p>Threads: {@link #ping} any; the rest the housekeeper.
 */
final class Pulse {
  /** The most that the time between two ticks adds to the silence. */
  static final long LONGEST_STEP_NS = 500_000_000;

  /** A peer that is stopped for long reads none of them: they would fill its socket. */
  static final int MOST_UNANSWERED = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeepAlive keepAlive;
  private final LongSupplier traffic;
  private final Consumer<ControlMessage> peer;
  private final Consumer<String> onSilence;
  private final Map<Long, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();
  private long lastTickNs;
  private long lastTraffic;
  private long silenceNs;
  private long sinceAskedNs;
  private int unanswered;
  private boolean heard = true;
  private volatile boolean ended;

  /**
   * @param traffic changes when something comes through the shared memory
   * @param peer gets messages
   * @param onSilence is told, once, that there was no sign of life for too long
   */
  Pulse(
      KeepAlive keepAlive,
      LongSupplier traffic,
      Consumer<ControlMessage> peer,
      Consumer<String> onSilence) {
    this.keepAlive = keepAlive;
    this.traffic = traffic;
    this.peer = peer;
    this.onSilence = onSilence;
  }

  /** Something has come through the socket. */
  void heard() {
    heard = true;
  }

  /**
   * The peer asks, and is answered whatever this side's own options are; or it answers.
   *
   * @return false when it says something else
   */
  boolean onMessage(ControlMessage message) {
    if (message instanceof Ping ping) {
      peer.accept(new Pong(ping.nonce()));
      return true;
    }
    if (message instanceof Pong pong) {
      // What nobody has asked, or waits for no more, is a sign of life and nothing else.
      CompletableFuture<Boolean> waiter = waiting.remove(pong.nonce());
      boolean ignored = waiter != null && waiter.complete(true);
      return true;
    }
    return false;
  }

  /**
   * Some time has passed.
   *
   * @return whether the next tick counts
   */
  boolean onTick(long nowNs) {
    if (keepAlive.intervalNs() == 0 || ended) {
      return false;
    }
    long stepNs = Math.clamp(nowNs - lastTickNs, 0, LONGEST_STEP_NS);
    lastTickNs = nowNs;
    long seen = traffic.getAsLong();
    if (heard || seen != lastTraffic) {
      heard = false;
      lastTraffic = seen;
      silenceNs = 0;
      sinceAskedNs = 0;
      unanswered = 0;
      return true;
    }
    silenceNs += stepNs;
    sinceAskedNs += stepNs;
    if (keepAlive.limitNs() > 0 && silenceNs >= keepAlive.limitNs()) {
      ended = true;
      onSilence.accept(
          "no sign of life for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(silenceNs)));
    } else if (sinceAskedNs >= keepAlive.intervalNs() && unanswered < MOST_UNANSWERED) {
      unanswered++;
      sinceAskedNs = 0;
      peer.accept(new Ping(RANDOM.nextLong()));
    }
    return !ended;
  }

  /**
   * Asks the peer's housekeeper, and waits for its answer.
   *
   * @return how long that took, in nanoseconds
   * @throws RanvierException TIMED_OUT, CONNECTION_CLOSED, INTERRUPTED
   */
  long ping(long timeoutNs) {
    long nonce = RANDOM.nextLong();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    waiting.put(nonce, answer);
    try {
      long startNs = System.nanoTime();
      peer.accept(new Ping(nonce));
      // Looked at after the waiter stands there: the end completes those whom it finds.
      if (ended || !answer.get(timeoutNs, TimeUnit.NANOSECONDS)) {
        throw failure(ErrorCode.CONNECTION_CLOSED, "the connection has ended, connect again");
      }
      return System.nanoTime() - startNs;
    } catch (TimeoutException e) {
      throw failure(
          ErrorCode.TIMED_OUT,
          "waitedNs=%d; the peer lives, it may be stopped".formatted(timeoutNs));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(ErrorCode.INTERRUPTED, "the thread was interrupted while it waited");
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer never fails", e);
    } finally {
      var ignored = waiting.remove(nonce);
    }
  }

  /** Nothing comes any more: wakes all who wait. */
  void end() {
    ended = true;
    waiting.values().forEach(answer -> answer.complete(false));
  }

  private static RanvierException failure(ErrorCode code, String why) {
    return new RanvierException(code, "no answer to ping: " + why);
  }
}
