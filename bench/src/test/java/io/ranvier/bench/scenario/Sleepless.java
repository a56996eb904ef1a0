package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.peer.UdsRoundTrip;
import java.io.IOException;

/** Exchanges messages, and counts that it never sleeps, however it was asked to wait. */
public final class Sleepless implements RoundTripContender {
  private final UdsRoundTrip socket = new UdsRoundTrip();

  /** For the children. */
  public Sleepless() {}

  @Override
  public String name() {
    return "sleepless";
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    Echo echo = socket.openEcho(station);
    return new Echo() {
      @Override
      public void awaitCaller() throws IOException {
        echo.awaitCaller();
      }

      @Override
      public void answer(long number) throws IOException {
        echo.answer(number);
      }

      @Override
      public long parks() {
        return 0;
      }

      @Override
      public void close() throws IOException {
        echo.close();
      }
    };
  }

  @Override
  public Caller openCaller(Station station) throws IOException {
    return socket.openCaller(station);
  }
}
