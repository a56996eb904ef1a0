package io.ranvier;

import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What {@link BroadcastProcessTest} runs in other JVMs: {@code <root> <pauseUs>} subscribes to the
 * feed, checks that each item is the next one, and pauses after each.
 */
final class BroadcastChild {
  static final String FEED = "feed";

  private BroadcastChild() {}

  public static void main(String[] args) {
    ClientOptions options = ClientOptions.defaults().withRoot(Path.of(args[0]));
    long pauseNs = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(args[1]));
    try (Connection connection = Ranvier.connect("server", options);
        Subscription feed = connection.subscribe(FEED, Start.OLDEST, Pair.LONG_NS)) {
      System.out.println("subscribed");
      long[] taken = {0};
      int handled = 0;
      while (handled >= 0) {
        handled =
            feed.receive(
                (number, item) -> {
                  if (number != taken[0]) {
                    throw new AssertionError("item %d, expected %d".formatted(number, taken[0]));
                  }
                  Pattern.check(item, 8 + (int) (number % 200), number);
                  taken[0]++;
                  pause(pauseNs);
                },
                64,
                Pair.LONG_NS);
      }
      System.out.println("ended %s %d".formatted(Status.name(handled), taken[0]));
    }
  }

  private static void pause(long pauseNs) {
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < pauseNs) {
      Thread.onSpinWait();
    }
  }
}
