package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.ranvier.RanvierItemOneWay;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Items of a channel whose sender does something wrong now and then. */
public abstract sealed class HamperedItems implements OneWayContender {
  private final OneWayContender items = new RanvierItemOneWay();

  /** Sends item 1000 with the bytes of another. */
  public static final class Changed extends HamperedItems {
    public Changed() {}

    @Override
    long send(long number) {
      return number == 1_000 ? 7 : number;
    }
  }

  /** Stops for 20 ms before each 2,000th item: as long as 2,000 items take. */
  public static final class Stalling extends HamperedItems {
    static final int EVERY = 2_000;
    static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    public Stalling() {}

    @Override
    long send(long number) {
      if (number % EVERY == 0) {
        long endNs = System.nanoTime() + STALL_NS;
        for (long leftNs = STALL_NS; leftNs > 0; leftNs = endNs - System.nanoTime()) {
          LockSupport.parkNanos(leftNs);
        }
      }
      return number;
    }
  }

  /** Returns which item's bytes are to be sent as that one. */
  abstract long send(long number);

  @Override
  public String name() {
    return items.name();
  }

  @Override
  public Sink openSink(Station station) throws IOException {
    return items.openSink(station);
  }

  @Override
  public Source openSource(Station station) throws IOException {
    Source source = items.openSource(station);
    return new Source() {
      @Override
      public void send(long number) throws IOException {
        source.send(HamperedItems.this.send(number));
      }

      @Override
      public void close() throws IOException {
        source.close();
      }
    };
  }
}
