package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import java.io.IOException;

/** Round trips over a peer's wire: a message there, a message back. */
abstract class WireRoundTrip extends WireContender implements RoundTripContender {
  WireRoundTrip(Wire wire) {
    super(wire);
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
