package io.ranvier.routing;

import static io.ranvier.routing.Answerer.Outcome.ANSWERED;
import static io.ranvier.routing.Answerer.Outcome.DELIVERED;
import static io.ranvier.routing.Answerer.Outcome.STALE;
import static io.ranvier.routing.RoutingFixture.LONG_NS;
import static io.ranvier.routing.RoutingFixture.MAX_REPLY;
import static io.ranvier.routing.RoutingFixture.check;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.routing.RoutingFixture.Strategy;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller can rely on with both routers, in a mapped file and in an anonymous segment. */
@ParameterizedClass
@MethodSource("combinations")
@Timeout(120)
final class ReplyRouterContractTest {
  private final RoutingFixture fixture;
  private final ReplyRouter router;
  private final Reply reply = new Reply();

  ReplyRouterContractTest(MemoryKind kind, Strategy strategy) {
    fixture = new RoutingFixture(kind, strategy, 3);
    router = fixture.router;
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

  private long acquire() {
    long reference = router.tryAcquire();
    assertTrue(reference > 0, "reference " + reference);
    return reference;
  }

  /** Takes all slots there are. */
  private int exhaust() {
    int count = 0;
    while (router.tryAcquire() != ReplyRouter.NONE) {
      count++;
    }
    return count;
  }

  @Test
  @DisplayName("R1 R9 a call finds its own reply, in its own time, many times over")
  void routesReplies() {
    for (int i = 0; i < 2000; i++) {
      long reference = acquire();
      long known = fixture.send(reference);
      assertFalse(router.poll(reference, reply), "not answered yet");
      assertEquals(DELIVERED, fixture.answer(known, i, i % (MAX_REPLY + 1)));
      assertTrue(router.poll(reference, reply));
      check(reply, i, i % (MAX_REPLY + 1));
      assertTrue(router.poll(reference, reply), "it stays until the call is released");
      reply.release();
      assertTrue(router.release(reference));
    }
    assertEquals(0, fixture.refusals());
  }

  @Test
  @DisplayName("R1 the header takes as many bytes as it says")
  void headerTakesItsBytes() {
    assertEquals(router instanceof Sequential ? 0 : 8, router.headerBytes());
  }

  @Test
  @DisplayName("R2 tryAcquire never waits; acquire waits as long as it was told")
  void acquireEndsInTime() {
    assertEquals(router instanceof Sequential ? 1 : 3, exhaust());
    assertEquals(ReplyRouter.NONE, router.acquire(0));
    assertEquals(ReplyRouter.NONE, router.acquire(1_000_000));
  }

  @Test
  @DisplayName("R2 more threads wait for a slot than there are: none is forgotten")
  void acquirersAreAllServed() throws Exception {
    AtomicInteger served = new AtomicInteger();
    Threads.together(
        16,
        thread -> {
          Reply mine = new Reply();
          for (int i = 0; i < 200; i++) {
            long reference = router.acquire(LONG_NS);
            assertTrue(reference > 0, "thread " + thread + " waited in vain");
            long known = fixture.send(reference);
            int number = thread * 1000 + i;
            assertEquals(DELIVERED, fixture.answer(known, number, i));
            assertTrue(router.await(reference, mine, LONG_NS));
            check(mine, number, i);
            mine.release();
            assertTrue(router.release(reference));
            served.incrementAndGet();
          }
        });
    assertEquals(16 * 200, served.get());
    assertEquals(0, fixture.refusals());
  }

  @Test
  @DisplayName("R4 a freed slot can be leased at once, and under another reference")
  void slotsAreLeasedAgain() {
    long first = acquire();
    exhaust();
    assertTrue(router.release(first), "unsent, so free at once");
    long second = acquire();
    assertNotEquals(first, second);
    assertEquals(ReplyRouter.NONE, router.tryAcquire());
  }

  @Test
  @DisplayName("R5 a call is released once; again does nothing, also when the slot is another's")
  void releasesOnce() throws Exception {
    long reference = acquire();
    AtomicInteger released = new AtomicInteger();
    Threads.together(
        8,
        thread -> {
          if (router.release(reference)) {
            released.incrementAndGet();
          }
        });
    assertEquals(1, released.get());
    exhaust();
    assertFalse(router.release(reference));
    assertEquals(ReplyRouter.NONE, router.tryAcquire(), "nothing was freed");
  }

  @Test
  @DisplayName("R6 D1 D16: the answer to an abandoned call never reaches the slot's next owner")
  void lateAnswersReachNobody() {
    // More than 256 times: a generation of one byte would be back.
    for (int i = 0; i < 1000; i++) {
      long abandoned = acquire();
      long late = fixture.send(abandoned);
      assertTrue(router.release(abandoned));
      if (router instanceof Sequential) {
        assertEquals(ReplyRouter.NONE, router.tryAcquire(), "its reply must come first");
        assertEquals(DELIVERED, fixture.answer(late, 666, 4));
      }
      long next = acquire();
      long known = fixture.send(next);
      assertNotEquals(DELIVERED, fixture.answer(late, 666, 4));
      assertFalse(router.poll(next, reply), "another call's answer");
      assertEquals(DELIVERED, fixture.answer(known, i, 8));
      assertTrue(router.poll(next, reply));
      assertNotEquals(DELIVERED, fixture.answer(late, 666, 4));
      check(reply, i, 8);
      assertTrue(router.release(next));
    }
    assertEquals(2000, fixture.refusals());
  }

  @Test
  @DisplayName("R7 a reply of no bytes is a reply")
  void emptyRepliesArrive() {
    long reference = acquire();
    assertEquals(DELIVERED, fixture.answer(fixture.send(reference), 0, 0));
    assertTrue(router.await(reference, reply, LONG_NS));
    assertEquals(0, reply.payload().capacity());
    assertEquals(0, reply.status());
  }

  @Test
  @DisplayName("R7 a second reply to the same call is refused and counted; the first stays")
  void secondRepliesAreRefused() {
    long reference = acquire();
    long known = fixture.send(reference);
    assertEquals(DELIVERED, fixture.answer(known, 1, 20));
    assertEquals(ANSWERED, fixture.answer(known, 2, 20));
    assertEquals(1, fixture.refusals());
    assertTrue(router.poll(reference, reply));
    check(reply, 1, 20);
  }

  @Test
  @DisplayName("R6 an answer to a call that was never accepted is refused")
  void answersToNobodyAreRefused() {
    long reference = acquire();
    assertEquals(STALE, fixture.answer(reference, 1, 1));
    assertFalse(fixture.answerer.accept(0));
    assertFalse(fixture.answerer.accept(-1));
    assertFalse(fixture.answerer.accept(reference + 77), "no such slot");
    long known = fixture.send(reference);
    assertFalse(fixture.answerer.accept(known), "a request may come once");
  }

  @Test
  @DisplayName("R8 a reply over the limit is refused with size and limit, and can be made good")
  void longRepliesAreRefused() {
    long reference = acquire();
    long known = fixture.send(reference);
    RanvierException refusal =
        assertThrows(RanvierException.class, () -> fixture.answer(known, 1, MAX_REPLY + 1));
    assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, refusal.code());
    assertTrue(refusal.getMessage().contains("lengthBytes=301, limitBytes=300"));
    assertFalse(router.poll(reference, reply));
    assertEquals(DELIVERED, fixture.answer(known, 1, MAX_REPLY));
    assertTrue(router.poll(reference, reply));
  }

  @Test
  @DisplayName("an answer whose bytes cannot be read leaves the call open for another")
  void failedCopiesLeaveTheRight() {
    long reference = acquire();
    long known = fixture.send(reference);
    var tooShort = Arena.ofAuto().allocate(4);
    assertThrows(
        IndexOutOfBoundsException.class, () -> fixture.answerer.answer(known, 0, tooShort, 0, 8));
    assertFalse(router.poll(reference, reply));
    assertEquals(DELIVERED, fixture.answer(known, 3, 8));
    assertTrue(router.poll(reference, reply));
    check(reply, 3, 8);
  }

  @Test
  @DisplayName("L9 a length that no reply has is a protocol error")
  void impossibleLengthsAreRefused() {
    long reference = acquire();
    long known = fixture.send(reference);
    for (int length : new int[] {MAX_REPLY + 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      long slot = fixture.slotOf(known);
      ReplyLayout.outcomePlain(fixture.memory.segment(), slot, 0, length);
      ReplyLayout.tokenRelease(fixture.memory.segment(), slot, known);
      RanvierException refusal =
          assertThrows(RanvierException.class, () -> router.poll(reference, reply));
      assertEquals(ErrorCode.PROTOCOL_ERROR, refusal.code());
    }
  }

  @Test
  @DisplayName("a call is sent once, and not after its end")
  void callsAreSentOnce() {
    long reference = acquire();
    assertTrue(router.release(reference));
    RanvierException refusal = assertThrows(RanvierException.class, () -> fixture.send(reference));
    assertEquals(ErrorCode.WRONG_STATE, refusal.code());
  }

  @Test
  @DisplayName("L11 a caller that sleeps is woken by its reply")
  void sleepersAreWoken() throws Exception {
    long reference = acquire();
    long known = fixture.send(reference);
    FutureTask<Void> caller =
        Threads.start(() -> {
          assertTrue(router.await(reference, reply, LONG_NS));
          check(reply, 5, 50);
        });
    assertEquals(DELIVERED, fixture.answer(known, 5, 50));
    Threads.join(caller);
    assertFalse(router.await(reference + (1L << 20), reply, 1_000_000), "nobody answers this one");
  }
}
