package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Claim;
import io.ranvier.lane.FrameBatch;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection is closed by one thread while others send: what they were told was sent arrives. */
@Timeout(120)
final class CloseUnderSendersTest {
  private static final int ROUNDS = 100;
  private static final int LENGTH = 32;
  private static final int LONG_LENGTH = 2_000;

  /** One way to send a frame: 0 or more, or a status. */
  private interface Way {
    long send(int method);
  }

  // verifies L7
  @Test
  @DisplayName("L7 what another thread was told was sent arrives, whoever closes when")
  void arrives() throws Exception {
    ConcurrentHashMap<Integer, AtomicLong> received = new ConcurrentHashMap<>();
    try (Pair pair = new Pair()) {
      var ignored =
          pair.serve(
              pair.serverOptions(),
              accepted ->
                  frame ->
                      received
                          .computeIfAbsent(frame.method(), _ -> new AtomicLong())
                          .incrementAndGet());
      for (int round = 0; round < ROUNDS; round++) {
        Connection client = pair.connect();
        Connection accepted = pair.nextAccepted();
        received.clear();
        long[] told = sendUntilClosed(client, round);
        Pair.await("the end", () -> accepted.end().isPresent());
        for (int way = 0; way < told.length; way++) {
          AtomicLong count = received.computeIfAbsent(way, _ -> new AtomicLong());
          long least = told[way];
          Pair.await(
              "what was sent in way " + way + " of round " + round, () -> count.get() >= least);
        }
      }
      assertEquals(List.of(), List.copyOf(pair.failures));
    }
  }

  /** Returns how many frames each way was told were sent; the frame's method is the way. */
  private static long[] sendUntilClosed(Connection client, int round) throws Exception {
    try (Arena arena = Arena.ofShared();
        Claim claim = new Claim()) {
      MemorySegment bytes = arena.allocate(LONG_LENGTH, 8);
      Sender shared = client.sharedSender();
      Sender exclusive = client.exclusiveSender();
      Sender batching = client.sharedSender();
      FrameBatch batch = batching.newBatch();
      List<Way> ways =
          List.of(
              method -> exclusive.send(method, bytes, 0, LENGTH, Pair.LONG_NS),
              method -> shared.send(method, bytes, 0, LENGTH, Pair.LONG_NS),
              method -> shared.send(method, bytes, 0, LONG_LENGTH, Pair.LONG_NS),
              method -> {
                long status = shared.claim(LONG_LENGTH, claim, Pair.LONG_NS);
                return status < 0 ? status : claim.publish(method, LONG_LENGTH, Pair.LONG_NS);
              },
              method -> {
                assertTrue(batch.add(method, bytes, 0, LENGTH));
                return batch.publish(Pair.LONG_NS);
              });
      CountDownLatch begun = new CountDownLatch(ways.size());
      List<FutureTask<Long>> tasks =
          ways.stream().map(way -> start(() -> count(way, ways.indexOf(way), begun))).toList();
      begun.await();
      LockSupport.parkNanos(round * 5_000L);
      client.close();
      long[] told = new long[tasks.size()];
      for (int i = 0; i < told.length; i++) {
        told[i] = tasks.get(i).get();
      }
      return told;
    }
  }

  private static FutureTask<Long> start(Callable<Long> task) {
    FutureTask<Long> future = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  private static long count(Way way, int method, CountDownLatch begun) {
    long told = 0;
    begun.countDown();
    try {
      long status = way.send(method);
      while (status >= 0) {
        told++;
        status = way.send(method);
      }
      assertEquals(Status.CLOSED, status);
    } catch (RanvierException e) {
      assertEquals(ErrorCode.CONNECTION_CLOSED, e.code(), e::toString);
    } catch (IllegalStateException e) {
      // The claim's view was unmapped under the thread that writes.
      assertTrue(method == 3, e::toString);
    }
    return told;
  }
}
