package io.ranvier.routing;

import static io.ranvier.routing.RoutingChild.BASE;
import static io.ranvier.routing.RoutingChild.BYTES;
import static io.ranvier.routing.RoutingChild.GEOMETRY;
import static io.ranvier.routing.RoutingFixture.LONG_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.Reservation;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.Threads;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls answered by several threads of another JVM, through a file. */
@Timeout(120)
final class RoutingProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long RUN_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int CALLERS = 9;

  private final TestRoot root = TestRoot.create();

  @AfterEach
  void removeRoot() {
    root.close();
  }

  @Test
  @DisplayName("R2 R6 R7 R9 another process answers, too late and too often; each gets its reply")
  void betweenTwoProcesses() throws Exception {
    try (MappedFile file =
            MappedFile.create(
                root.resolve("replies"), BYTES, Reservation.FULL, FileMode.ownerOnly());
        ChildJvm child = ChildJvm.of(RoutingChild.class).args(root.resolve("replies")).start()) {
      MemorySegment segment = file.segment();
      MuxedSlots router =
          new MuxedSlots(
              segment,
              BASE,
              GEOMETRY,
              SlotBacking.RESERVED,
              RoutingChild.signals(segment, 0),
              Waiting.adaptive());
      String ignored = child.awaitLine("ready", DEADLINE);
      long endNs = System.nanoTime() + RUN_NS;
      Threads.together(CALLERS, thread -> call(segment, router, thread, endNs));
      // All that was left is accepted first: an answerer that has seen one STOP looks no further.
      for (int slot = 0; slot < GEOMETRY.slotCount(); slot++) {
        post(segment, slot, 0);
      }
      for (int slot = 0; slot < GEOMETRY.slotCount(); slot++) {
        post(segment, slot, RoutingChild.STOP);
      }
      String[] refused = child.awaitLine("refused ", DEADLINE).split(" of ");
      assertEquals(refused[0], refused[1], "refusals and their count");
      assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
      assertEquals(0, router.inFlight());
    }
  }

  private static void call(MemorySegment segment, MuxedSlots router, int thread, long endNs) {
    SplittableRandom random = new SplittableRandom(thread);
    MemorySegment header = Arena.ofAuto().allocate(8);
    Reply reply = new Reply();
    while (System.nanoTime() < endNs) {
      long reference = router.acquire(LONG_NS);
      assertTrue(reference > 0, "no slot");
      router.writeHeader(reference, header, 0);
      int slot = SlotReference.index(reference);
      post(segment, slot, MuxedSlots.parseHeader(header, 0));
      if (random.nextInt(4) > 0) {
        assertTrue(router.await(reference, reply, LONG_NS), "no reply");
        read(reference, reply);
        if (random.nextBoolean()) {
          Thread.yield();
          assertTrue(router.poll(reference, reply), "the reply is gone");
          read(reference, reply);
        }
      }
      assertTrue(router.release(reference));
      assertFalse(router.release(reference), "released twice");
    }
  }

  /** Leaves a request in a slot's mailbox; the last one may be abandoned and not accepted yet. */
  private static void post(MemorySegment segment, int slot, long request) {
    long startNs = System.nanoTime();
    while (!RoutingChild.casMail(segment, slot, 0, request)) {
      assertTrue(System.nanoTime() - startNs < LONG_NS, "the request before was not accepted");
      Thread.onSpinWait();
    }
  }

  private static void read(long reference, Reply reply) {
    assertEquals(0, reply.status(), "a refused answer");
    assertEquals(RoutingChild.length(reference, false), reply.payload().capacity());
    for (int i = 0; i < reply.payload().capacity(); i++) {
      assertEquals(RoutingChild.byteAt(reference, i), reply.payload().getByte(i), "another's byte");
    }
    reply.release();
  }
}
