package io.ranvier.stress;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.routing.CallOptions;
import io.ranvier.signal.Waiting;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.BackoffIdleStrategy;

/** Random options for connections: small enough, often, that everything runs out. */
final class CallStressOptions {
  /** With so many calls in flight there is a block of slots for an exclusive caller. */
  static final int WITH_EXCLUSIVE = 128;

  private static final List<Waiting> WAITINGS =
      List.of(
          Waiting.adaptive(),
          Waiting.park(),
          Waiting.idle(() -> new BackoffIdleStrategy(10, 10, 1_000, 100_000)));

  private CallStressOptions() {}

  static ConnectionOptions random(SplittableRandom random) {
    LaneOptions lane =
        LaneOptions.defaults()
            .withRingCells(random.nextBoolean() ? 64 : 1024)
            .withCalls(
                CallOptions.defaults()
                    .withInFlight(oneOf(random, 8, 64, WITH_EXCLUSIVE, 1000))
                    .withMaxInFlight(oneOf(random, 0, 100, 1000))
                    .withSlotReplyBytes(oneOf(random, 32, 224, 1000)));
    if (random.nextBoolean()) {
      lane = lane.withPayloadClasses(new PayloadClass(4096, 1 + random.nextInt(3)));
    }
    ConnectionOptions options =
        ConnectionOptions.defaults()
            .withOutbound(lane)
            .withExtentIdleNs(oneOf(random, 1, 50_000_000, 1_000_000_000))
            .withWaiting(WAITINGS.get(random.nextInt(WAITINGS.size())));
    return random.nextInt(3) == 0 ? options.withReservation(Reservation.ON_FIRST_LEASE) : options;
  }

  static boolean hasExclusive(ConnectionOptions options) {
    return options.outbound().calls().inFlight() >= WITH_EXCLUSIVE;
  }

  private static int oneOf(SplittableRandom random, int... values) {
    return values[random.nextInt(values.length)];
  }
}
