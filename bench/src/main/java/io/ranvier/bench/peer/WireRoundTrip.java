package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Round trips over a peer's wire: a message there, a message back. */
abstract class WireRoundTrip implements RoundTripContender {
  private final Wire wire;

  WireRoundTrip(Wire wire) {
    this.wire = wire;
  }

  @Override
  public final String name() {
    return wire.name();
  }

  @Override
  public final boolean mayFail() {
    return true;
  }

  @Override
  public final List<String> jvmFlags() {
    return wire.jvmFlags();
  }

  @Override
  public final Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return wire.refusal(payloadBytes, waitMode);
  }

  @Override
  public final Echo openEcho(Station station) throws IOException {
    return new WireEcho(wire.openAnswering(station));
  }

  @Override
  public final Caller openCaller(Station station) throws IOException {
    WireEnd end = wire.openCalling(station);
    end.awaitOther();
    return new WireCaller(end);
  }

  /** Ends only when the message comes: the process that started both has the clock. */
  private static void takeOne(WireEnd end, long number, Direction direction) throws IOException {
    while (end.take(number, 1, direction) == 0) {
      Thread.onSpinWait();
    }
  }

  private record WireCaller(WireEnd end) implements Caller {
    @Override
    public void exchange(long number) throws IOException {
      end.send(Pattern.request(number));
      takeOne(end, number, Direction.REPLY);
    }

    @Override
    public void close() throws IOException {
      end.close();
    }
  }

  private record WireEcho(WireEnd end) implements Echo {
    @Override
    public void awaitCaller() throws IOException {
      end.awaitOther();
    }

    @Override
    public void answer(long number) throws IOException {
      takeOne(end, number, Direction.REQUEST);
      end.send(Pattern.reply(number));
    }

    @Override
    public void close() throws IOException {
      end.close();
    }
  }
}
