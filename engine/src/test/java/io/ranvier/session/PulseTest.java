package io.ranvier.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.KeepAlive;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Draining;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class PulseTest {
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private final List<ControlMessage> sent = new ArrayList<>();
  private final List<String> silences = new ArrayList<>();
  private long traffic;
  private long nowNs = Long.MAX_VALUE - 3 * TICK_NS;

  private Pulse pulse(long intervalMs, long limitMs) {
    KeepAlive keepAlive =
        new KeepAlive(
            TimeUnit.MILLISECONDS.toNanos(intervalMs), TimeUnit.MILLISECONDS.toNanos(limitMs));
    Pulse pulse = new Pulse(keepAlive, () -> traffic, sent::add, silences::add);
    pulse.onTick(nowNs);
    return pulse;
  }

  private void tick(Pulse pulse, int times) {
    for (int i = 0; i < times; i++) {
      nowNs += TICK_NS;
      pulse.onTick(nowNs);
    }
  }

  // verifies L8
  @Test
  @DisplayName("a silent peer is asked once in each interval, with another nonce each time")
  void asksOnceInEachInterval() {
    Pulse pulse = pulse(1000, 0);
    tick(pulse, 3);
    assertEquals(List.of(), sent);
    tick(pulse, 9);
    assertEquals(3, sent.size());
    assertEquals(3, sent.stream().distinct().count());
    assertEquals(List.of(), silences, "no limit");
  }

  // verifies L8
  @Test
  @DisplayName("a peer that is stopped for long finds a few questions, and is asked again after")
  void asksNoMoreWhoReadsNothing() {
    Pulse pulse = pulse(1000, 0);
    tick(pulse, 400);
    assertEquals(Pulse.MOST_UNANSWERED, sent.size());
    pulse.heard();
    tick(pulse, 6);
    assertEquals(Pulse.MOST_UNANSWERED + 1, sent.size());
  }

  // verifies L8
  @Test
  @DisplayName("any traffic counts as life: messages, doorbells, frames that were taken")
  void countsAnyTrafficAsLife() {
    Pulse pulse = pulse(500, 1000);
    for (int i = 0; i < 20; i++) {
      tick(pulse, 3);
      if (i % 2 == 0) {
        traffic++;
      } else {
        pulse.heard();
      }
      tick(pulse, 1);
    }
    assertEquals(List.of(), silences);
    tick(pulse, 3);
    assertEquals(List.of(), silences);
    tick(pulse, 20);
    assertEquals(List.of("no sign of life for 1000 ms"), silences, "told once");
  }

  // verifies L8
  @Test
  @DisplayName("time is the observer's own: while it was stopped it could hear nothing")
  void countsNoTimeInWhichItWasStopped() {
    Pulse pulse = pulse(500, 2000);
    tick(pulse, 2);
    nowNs += TimeUnit.HOURS.toNanos(1);
    pulse.onTick(nowNs);
    assertEquals(List.of(), silences);
    tick(pulse, 3);
    assertEquals(List.of(), silences);
    tick(pulse, 1);
    assertEquals(1, silences.size());
  }

  // verifies L8
  @Test
  @DisplayName("by default nothing is asked, and every ping is answered with its nonce")
  void answersAnyPing() {
    Pulse pulse = pulse(0, 0);
    tick(pulse, 1000);
    assertEquals(List.of(), sent);
    assertTrue(pulse.onMessage(new Ping(-7)));
    assertEquals(List.of(new Pong(-7)), sent);
    assertTrue(pulse.onMessage(new Pong(5)), "nobody has asked");
    assertEquals(false, pulse.onMessage(new Draining()));
  }

  // verifies L8
  @Test
  @DisplayName("only the pong of its own nonce answers a ping")
  void waitsForItsOwnNonce() throws Exception {
    Pulse pulse = new Pulse(KeepAlive.off(), () -> 0, sent::add, silences::add);
    Refused none = refused(() -> pulse.ping(TimeUnit.MILLISECONDS.toNanos(50)));
    assertEquals(ErrorCode.TIMED_OUT, none.code());
    Pulse[] other = new Pulse[1];
    other[0] =
        new Pulse(
            KeepAlive.off(),
            () -> 0,
            message -> {
              long nonce = assertInstanceOf(Ping.class, message).nonce();
              assertTrue(other[0].onMessage(new Pong(nonce + 1)));
              sent.add(message);
            },
            silences::add);
    assertEquals(
        ErrorCode.TIMED_OUT,
        refused(() -> other[0].ping(TimeUnit.MILLISECONDS.toNanos(50))).code());
    Pulse[] right = new Pulse[1];
    right[0] =
        new Pulse(
            KeepAlive.off(),
            () -> 0,
            message -> right[0].onMessage(new Pong(((Ping) message).nonce())),
            silences::add);
    assertTrue(right[0].ping(TimeUnit.SECONDS.toNanos(20)) >= 0);
    right[0].end();
    assertEquals(ErrorCode.CONNECTION_CLOSED, refused(() -> right[0].ping(1)).code());
  }

  /** A refusal's code. */
  private record Refused(ErrorCode code) {}

  private static Refused refused(Runnable ping) {
    return new Refused(assertThrows(RanvierException.class, ping::run).code());
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "0, 5", "5, 5", "6, 5"})
  void refusesAnEndWithoutAQuestion(long intervalNs, long limitNs) {
    RanvierException refusal =
        assertThrows(RanvierException.class, () -> new KeepAlive(intervalNs, limitNs));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refusal.code());
  }
}
