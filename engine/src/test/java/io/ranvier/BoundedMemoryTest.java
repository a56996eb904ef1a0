package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After many calls of every kind, heap, region and slots are where they were. */
final class BoundedMemoryTest {
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
  private static final long EXTENT_IDLE_NS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Less than 4 bytes a call in the short run. */
  private static final long TOLERANCE_BYTES = 1 << 20;

  // verifies R4, R5, D6
  @Test
  @Timeout(900)
  @DisplayName("300,000 calls of every kind leave neither heap, nor slots, nor files behind")
  void endsWhereItBegan() throws Exception {
    run(300_000);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  @DisplayName("10,000,000 calls of every kind leave neither heap, nor slots, nor files behind")
  void endsWhereItBeganAfterMillions() throws Exception {
    run(10_000_000);
  }

  private static void run(int calls) throws Exception {
    ConnectionOptions options = ConnectionOptions.defaults().withExtentIdleNs(EXTENT_IDLE_NS);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Pair pair = new Pair()) {
      pair.serveCalls(
          pair.serverOptions().withConnection(options),
          server -> {
            MixedCalls.serve(server, executor);
            // The failures that handlers throw on purpose are not kept.
            var ignored = server.onFailure((_, _) -> {});
          });
      Connection client = pair.connect(options);
      Connection accepted = pair.nextAccepted();
      try (MixedCalls mixed = new MixedCalls(client)) {
        mixed.run(2_000);
        awaitRest(client, MixedCalls.OWN_SLOTS);
        awaitRest(accepted, 0);
        Pair.await("one file", () -> pair.connectionFiles().size() == 1);
        long regionBytes = regionBytes(pair);
        long usedBytes = usedBytes();
        mixed.run(calls / MixedCalls.CALLS_PER_ROUND);
        awaitRest(client, MixedCalls.OWN_SLOTS);
        awaitRest(accepted, 0);
        // The files of retired extents are removed a little later.
        Pair.await("files as before", () -> regionBytes(pair) == regionBytes);
        long grownBytes = grownBytes(usedBytes);
        assertTrue(grownBytes < TOLERANCE_BYTES, "heap growth in bytes: " + grownBytes);
      }
      Pair.await(
          "no slot of the exclusive caller in use",
          () -> client.session().outboundCalls().inFlight() == 0);
    }
  }

  /**
   * Waits until everything a call needs has come back, extents included.
   *
   * @param ownSlots those of an exclusive caller count as in flight while it is open
   */
  private static void awaitRest(Connection end, int ownSlots) {
    Pair.await("no call at work", () -> end.session().inboundCalls().sharedCount() == 0);
    Pair.await("calls over", () -> end.session().outboundCalls().inFlight() == ownSlots);
    Pair.await("no long reply kept", () -> end.session().inboundCalls().longReplyCount() == 0);
    var pool = end.session().outbound().pool();
    Pair.await("payload slots free", () -> pool.harvest() == 0 && pool.takenCount() == 0);
    Pair.await(
        "extents retired",
        () ->
            end.counters().get(Counter.EXTENTS_ADDED)
                == end.counters().get(Counter.EXTENTS_RETIRED));
    assertEquals(0, end.counters().get(Counter.REFUSED_RETURNS));
  }

  /** Of all files of the connection. */
  private static long regionBytes(Pair pair) {
    return pair.connectionFiles().stream().mapToLong(name -> bytesOf(pair, name)).sum();
  }

  private static long bytesOf(Pair pair, String name) {
    try {
      return Files.size(pair.root.resolve("pair").resolve(name));
    } catch (IOException e) {
      // Removed since it was listed: measure again.
      return Long.MIN_VALUE / 1024;
    }
  }

  /** Cleaners get their turn some time after a collection, so a growth is looked at again. */
  private static long grownBytes(long beforeBytes) {
    long startNs = System.nanoTime();
    long grownBytes = usedBytes() - beforeBytes;
    while (grownBytes >= TOLERANCE_BYTES && System.nanoTime() - startNs < Pair.LONG_NS) {
      grownBytes = usedBytes() - beforeBytes;
    }
    return grownBytes;
  }

  /** The least of some measurements: threads of the JVM work meanwhile. */
  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
