package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import io.ranvier.testing.TestRoot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("process")
@Timeout(120)
class BroadcastProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final BroadcastOptions OPTIONS = BroadcastOptions.defaults().withRingCells(256);
  private static final int ITEMS = 20_000;
  private static final long WAIT_NS = 2_000_000_000;

  private final MemorySegment source = Arena.ofAuto().allocate(256, 8);

  // verifies L3, L4
  @Test
  @DisplayName(
      "a killed receiver frees its position, a stopped one is waited for; others miss nothing")
  void goesOnWithoutTheDead() throws Exception {
    try (TestRoot root = TestRoot.create();
        Server server =
            Ranvier.listen("server", ServerOptions.defaults().withRoot(root.path())).start()) {
      Broadcast feed = server.broadcast(BroadcastChild.FEED, OPTIONS);
      run(root, feed);
    }
  }

  private void run(TestRoot root, Broadcast feed) throws Exception {
    try (ChildJvm quick = receiver(root, 0);
        ChildJvm slow = receiver(root, 20);
        ChildJvm mortal = receiver(root, 0);
        ChildJvm stopped = receiver(root, 0)) {
      for (ChildJvm child : new ChildJvm[] {quick, slow, mortal, stopped}) {
        assertEquals("", child.awaitLine("subscribed", DEADLINE));
      }
      boolean waited = false;
      for (int number = 0; number < ITEMS; number++) {
        if (number == ITEMS / 4) {
          mortal.kill();
        }
        if (number == ITEMS / 2) {
          stopped.signal("STOP");
        }
        // Before somebody is stopped, nothing but the machine can make an item wait for long.
        long timeoutNs = number < ITEMS / 2 ? Pair.LONG_NS : WAIT_NS;
        if (!waited && send(feed, number, timeoutNs) < 0) {
          assertTrue(number >= ITEMS / 2, "nobody was stopped yet");
          waited = true;
          stopped.kill();
        }
        if (waited) {
          assertEquals(number, send(feed, number, Pair.LONG_NS));
        }
      }
      assertTrue(waited, "a stopped receiver is waited for");
      assertEquals(2, feed.subscriberCount());
      feed.close();
      assertEquals("END " + ITEMS, quick.awaitLine("ended", DEADLINE));
      assertEquals("END " + ITEMS, slow.awaitLine("ended", DEADLINE));
      assertEquals(0, quick.awaitExit(DEADLINE));
      assertEquals(0, slow.awaitExit(DEADLINE));
    }
  }

  private long send(Broadcast feed, int number, long timeoutNs) {
    int length = 8 + number % 200;
    Pattern.fill(source.asSlice(0, length), length, number);
    return feed.send(source, 0, length, timeoutNs);
  }

  private static ChildJvm receiver(TestRoot root, int pauseUs) {
    return ChildJvm.of(BroadcastChild.class).args(root.path(), pauseUs).start();
  }
}
