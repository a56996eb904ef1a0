package io.ranvier.bench.limit;

import io.ranvier.bench.contender.OpenLoopContender;
import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import java.io.IOException;

/**
 * The limit of calls at a fixed rate: {@link LimitRoundTrip}, whose answer is awaited at once since
 * nothing else can be done with one line.
 */
public final class LimitOpenLoop implements OpenLoopContender {
  private final LimitRoundTrip line = new LimitRoundTrip();

  @Override
  public String name() {
    return line.name();
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    return line.openEcho(station);
  }

  @Override
  public Arrivals openArrivals(Station station) throws IOException {
    return new LineArrivals(line.openCaller(station));
  }

  private static final class LineArrivals implements Arrivals {
    private final Caller caller;
    private int answered;

    LineArrivals(Caller caller) {
      this.caller = caller;
    }

    @Override
    public boolean trySend(long number) throws IOException {
      caller.exchange(number);
      answered++;
      return true;
    }

    @Override
    public int takeAnswers(long first) {
      int taken = answered;
      answered = 0;
      return taken;
    }

    @Override
    public void close() throws IOException {
      caller.close();
    }
  }
}
