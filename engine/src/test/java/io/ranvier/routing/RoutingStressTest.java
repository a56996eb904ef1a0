package io.ranvier.routing;

import static io.ranvier.routing.RoutingFixture.LONG_NS;
import static io.ranvier.routing.RoutingFixture.MAX_REPLY;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.routing.Answerer.Outcome;
import io.ranvier.routing.RoutingFixture.Strategy;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Callers and answerers that do at random what they may do, and some things that are refused. Each
 * answer says by its status whose it is, and which attempt; length and bytes follow from that.
 *
 * <p>To run one again, or longer: {@code -Dranvier.test.seed=1 -Dranvier.test.stressMs=60000}.
 */
@Timeout(600)
final class RoutingStressTest {
  private static final long SEED = Long.getLong("ranvier.test.seed", System.nanoTime());
  private static final long RUN_NS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("ranvier.test.stressMs", 750));
  private static final int SLOTS = 3;
  private static final int CALLERS = 5;
  private static final int ANSWERERS = 3;
  private static final int REMEMBERED = 16;

  private final Queue<Request> wire = new ArrayDeque<>();
  private final MemorySegment header = Arena.ofAuto().allocate(16);
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger callersLeft = new AtomicInteger(CALLERS);
  private RoutingFixture fixture;
  private ReplyRouter router;
  private long sent;

  /** A call as the answerer knows it. */
  private record Request(long known, AtomicInteger deliveries) {
    int status(int attempt) {
      return (int) (known >>> 20) << 10 | (int) known << 4 | attempt;
    }
  }

  static Stream<Arguments> combinations() {
    return Stream.of(MemoryKind.values())
        .flatMap(
            kind -> Stream.of(Strategy.values()).map(strategy -> Arguments.of(kind, strategy)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  @DisplayName("R2 R4 R5 R6 R7 R9 R11 whatever happens in whatever order, each gets its own reply")
  void repliesFindTheirCalls(MemoryKind kind, Strategy strategy) throws Exception {
    System.out.println("RoutingStressTest seed " + SEED);
    fixture = new RoutingFixture(kind, strategy, SLOTS);
    router = fixture.router;
    long endNs = System.nanoTime() + RUN_NS;
    Threads.together(
        CALLERS + ANSWERERS,
        thread -> {
          SplittableRandom random = new SplittableRandom(SEED + thread);
          if (thread < CALLERS) {
            try {
              call(random, endNs);
            } finally {
              callersLeft.decrementAndGet();
            }
          } else {
            answer(random);
          }
        });
    assertEquals(attempts.get() - delivered.get(), fixture.refusals());
    assertTrue(received.get() > 0 && received.get() <= delivered.get());
    if (router instanceof MuxedSlots muxed) {
      assertEquals(0, muxed.inFlight());
    }
    int free = 0;
    while (router.tryAcquire() >= 0) {
      free++;
    }
    assertEquals(fixture.geometry.slotCount(), free);
  }

  private void call(SplittableRandom random, long endNs) {
    Reply reply = new Reply();
    while (System.nanoTime() < endNs || received.get() == 0) {
      long reference = random.nextInt(4) == 0 ? router.tryAcquire() : router.acquire(LONG_NS);
      if (reference < 0) {
        continue;
      }
      switch (random.nextInt(8)) {
        case 0 -> assertFalse(router.poll(reference, reply), "an answer without a question");
        case 1 -> {
          Request ignored = send(reference);
        }
        case 2 -> lookAWhile(reference, send(reference), reply, random);
        case 3 -> revoke(send(reference));
        default -> {
          Request request = send(reference);
          assertTrue(router.await(reference, reply, LONG_NS), "no reply");
          read(request, reply);
          if (random.nextBoolean()) {
            // Others may do now what would spoil it.
            Thread.yield();
            assertTrue(router.poll(reference, reply), "the reply is gone");
            read(request, reply);
          }
          received.incrementAndGet();
        }
      }
      assertTrue(router.release(reference));
      if (random.nextInt(4) == 0) {
        assertFalse(router.release(reference), "released twice");
      }
    }
  }

  private Request send(long reference) {
    synchronized (wire) {
      router.writeHeader(reference, header, 3);
      sent++;
      long known =
          router instanceof Sequential
              ? Sequential.reference(sent)
              : MuxedSlots.parseHeader(header, 3);
      Request request = new Request(known, new AtomicInteger());
      wire.add(request);
      return request;
    }
  }

  /** The reply may come while the call is abandoned. */
  private void lookAWhile(long reference, Request request, Reply reply, SplittableRandom random) {
    for (int look = random.nextInt(2000); look > 0; look--) {
      if (router.poll(reference, reply)) {
        read(request, reply);
        return;
      }
    }
  }

  private void revoke(Request request) {
    if (router instanceof MuxedSlots) {
      fixture.answerer.revoke(request.known);
    }
  }

  private static void read(Request request, Reply reply) {
    int status = reply.status();
    assertEquals(request.status(0), status & -16, "the reply to another call");
    assertEquals(length(status), reply.payload().capacity());
    for (int i = 0; i < length(status); i++) {
      if (reply.payload().getByte(i) != byteAt(status, i)) {
        throw new AssertionError("status %x: byte %d is another's".formatted(status, i));
      }
    }
    reply.release();
  }

  private void answer(SplittableRandom random) {
    MemorySegment bytes = Arena.ofAuto().allocate(MAX_REPLY);
    Request[] old = new Request[REMEMBERED];
    while (true) {
      boolean over = callersLeft.get() == 0;
      Request request = next();
      if (request != null) {
        if (random.nextInt(32) == 0) {
          failToAnswer(request, bytes);
        }
        answer(request, 1 + random.nextInt(7), bytes);
        old[random.nextInt(REMEMBERED)] = request;
      } else if (over) {
        return;
      }
      Request again = old[random.nextInt(REMEMBERED)];
      if (again != null && random.nextInt(2) == 0) {
        answer(again, 8 + random.nextInt(7), bytes);
      }
    }
  }

  /** Requests are accepted in the order in which they were sent, as from one ring. */
  private Request next() {
    synchronized (wire) {
      Request request = wire.poll();
      if (request != null) {
        assertTrue(fixture.answerer.accept(request.known), "accepted");
      }
      return request;
    }
  }

  private void answer(Request request, int attempt, MemorySegment bytes) {
    int status = request.status(attempt);
    for (int i = 0; i < length(status); i++) {
      bytes.set(JAVA_BYTE, i, byteAt(status, i));
    }
    attempts.incrementAndGet();
    if (fixture.answerer.answer(request.known, status, bytes, 0, length(status))
        == Outcome.DELIVERED) {
      delivered.incrementAndGet();
      assertEquals(1, request.deliveries.incrementAndGet(), "answered twice");
    }
  }

  /** The bytes cannot be read: the right to answer is taken and given up. */
  private void failToAnswer(Request request, MemorySegment bytes) {
    try {
      assertNotEquals(
          Outcome.DELIVERED, fixture.answerer.answer(request.known, -1, bytes, MAX_REPLY, 1));
      attempts.incrementAndGet();
    } catch (IndexOutOfBoundsException e) {
      // As it is to be; not counted.
    }
  }

  private static int length(int status) {
    int mixed = (status * 0x9E3779B1) >>> 8;
    return (mixed & 7) == 0 ? (mixed & 8) * MAX_REPLY / 8 : (mixed >>> 4) % (MAX_REPLY + 1);
  }

  private static byte byteAt(int status, int index) {
    return (byte) ((status + index * 7) * 0x9E3779B1 >>> 24);
  }
}
