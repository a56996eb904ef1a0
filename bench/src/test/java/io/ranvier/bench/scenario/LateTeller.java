package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds changed bytes on its answering side, which takes its time to close; the calling side sees
 * only that the other one has gone, and fails at once.
 */
public final class LateTeller implements RoundTripContender {
  private static final long CLOSE_NS = TimeUnit.MILLISECONDS.toNanos(800);

  /** For the children. */
  public LateTeller() {}

  @Override
  public String name() {
    return "late-teller";
  }

  @Override
  public Echo openEcho(Station station) {
    return new Echo() {
      @Override
      public void answer(long number) {
        throw new ContentError("these bytes are wrong: number=%d".formatted(number));
      }

      @Override
      public void close() {
        long endNs = System.nanoTime() + CLOSE_NS;
        for (long leftNs = CLOSE_NS; leftNs > 0; leftNs = endNs - System.nanoTime()) {
          LockSupport.parkNanos(leftNs);
        }
      }
    };
  }

  @Override
  public Caller openCaller(Station station) {
    return new Caller() {
      @Override
      public void exchange(long number) throws IOException {
        throw new IOException("the other side has gone");
      }

      @Override
      public void close() {}
    };
  }
}
