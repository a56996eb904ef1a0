package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.service.CallHandler;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However a call fails, the blocks of its channels are free on both sides when it has. */
@Timeout(60)
class ChannelRefusedTest {
  private static final int SERVICE = ChannelPair.SERVICE;
  private static final int THROWS = 1;
  private static final int REJECTED = 2;
  private static final int BLOCKS = 3;
  private static final int LIMITED = 4;
  private static final int ROUNDS = 100;

  private final Pair pair = new Pair();
  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final BlockingQueue<VirtualConnection> accepted = new LinkedBlockingQueue<>();
  private Connection client;
  private Connection server;

  @BeforeEach
  void open() throws Exception {
    CallHandler blocks =
        (_, responder) -> {
          begun.release();
          goOn.await();
          responder.claim(0);
          responder.send();
        };
    var ignored =
        pair.serveCalls(
            pair.serverOptions().withConnection(ChannelPair.OPTIONS),
            builder ->
                builder
                    .handler(
                        SERVICE,
                        THROWS,
                        (_, _) -> {
                          throw new StackOverflowError("a handler's");
                        })
                    .handler(
                        SERVICE,
                        REJECTED,
                        _ -> {
                          throw new RejectedExecutionException("full");
                        },
                        blocks)
                    .handler(SERVICE, BLOCKS, blocks)
                    .handler(SERVICE, LIMITED, task -> Thread.startVirtualThread(task), blocks)
                    .maxAtWork(1)
                    .onVirtual(offer -> accepted.add(offer.accept(VirtualOptions.defaults()))));
    client = pair.connect(ChannelPair.OPTIONS);
    server = pair.nextAccepted();
  }

  @AfterEach
  void close() {
    goOn.countDown();
    pair.close();
  }

  /** A call that opens a channel each way, with an item in the one that it sends on. */
  private final class Opening implements AutoCloseable {
    final Call call;
    final Tx tx;
    final Rx rx;

    Opening(Caller caller) {
      call = caller.newCall();
      tx = call.openTx(8);
      rx = call.openRx(8);
      assertEquals(0, tx.trySend(MemorySegment.NULL, 0, 0));
    }

    void assertDropped() {
      Pair.await("the end", () -> ChannelPair.status(rx) == Status.END);
      Pair.await("the reset", () -> tx.trySend(MemorySegment.NULL, 0, 0) == Status.RESET);
    }

    @Override
    public void close() {
      call.close();
      tx.close();
      rx.close();
    }
  }

  private void assertFails(ErrorCode code, int method) {
    for (int round = 0; round < ROUNDS; round++) {
      try (Opening opening = new Opening(client.sharedCaller())) {
        opening.call.open(SERVICE, method, 0);
        opening.call.send();
        CallException failure =
            assertThrows(CallException.class, () -> opening.call.awaitNs(Pair.LONG_NS));
        assertEquals(code, failure.code());
        opening.assertDropped();
      }
    }
    assertNothingIsOpen();
  }

  private void assertNothingIsOpen() {
    Pair.await("client's channels over", () -> client.session().channels().openCount() == 0);
    Pair.await("server's channels over", () -> server.session().channels().openCount() == 0);
  }

  // verifies S4
  @Test
  @DisplayName("the handler throws an Error")
  void handlerThrows() {
    assertFails(ErrorCode.HANDLER_FAILED, THROWS);
    assertEquals(ROUNDS, pair.failures.size());
  }

  // verifies S4
  @Test
  @DisplayName("the executor rejects it")
  void executorRejects() {
    assertFails(ErrorCode.OVERLOADED, REJECTED);
  }

  // verifies S4
  @Test
  @DisplayName("as many calls are at work as are allowed")
  void limitIsReached() throws Exception {
    try (Call first = client.sharedCaller().call(SERVICE, LIMITED, 0)) {
      first.send();
      begun.acquire();
      assertFails(ErrorCode.OVERLOADED, LIMITED);
    }
  }

  // verifies S4
  @Test
  @DisplayName("it cannot be opened: too large")
  void tooLarge() {
    for (int round = 0; round < ROUNDS; round++) {
      try (Opening opening = new Opening(client.sharedCaller())) {
        int length = client.maxPayloadBytes();
        RanvierException refused =
            assertThrows(RanvierException.class, () -> opening.call.open(SERVICE, THROWS, length));
        assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, refused.code());
      }
    }
    assertNothingIsOpen();
  }

  // verifies S4
  @Test
  @DisplayName("the peer has closed the virtual connection that it is for")
  void virtualConnectionIsClosed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      VirtualConnection virtual = client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS);
      try (Opening sent = new Opening(virtual.sharedCaller())) {
        sent.call.open(SERVICE, THROWS, 0);
        accepted.take().close();
        sent.call.send();
        CallException failure =
            assertThrows(CallException.class, () -> sent.call.awaitNs(Pair.LONG_NS));
        assertEquals(ErrorCode.CONNECTION_CLOSED, failure.code());
        sent.assertDropped();
      }
    }
    assertNothingIsOpen();
  }

  // verifies S4, C4, C5
  @Test
  @DisplayName("the ring is full; its deadline passes, or it is cancelled, before it is begun")
  void neverBegun() throws Exception {
    try (Call first = client.sharedCaller().call(SERVICE, BLOCKS, 0);
        Opening late = new Opening(client.sharedCaller());
        Opening cancelled = new Opening(client.sharedCaller());
        Opening full = new Opening(client.sharedCaller())) {
      first.send();
      begun.acquire();
      late.call.open(SERVICE, BLOCKS, 0);
      late.call.within(1).send();
      Pair.awaitPast(System.nanoTime());
      cancelled.call.open(SERVICE, BLOCKS, 0);
      cancelled.call.send();
      cancelled.call.close();
      full.call.open(SERVICE, BLOCKS, 0);
      fillTheRing();
      assertEquals(Status.BACK_PRESSURED, full.call.trySend());
      full.call.close();
      goOn.countDown();
      CallException failure =
          assertThrows(CallException.class, () -> late.call.awaitNs(Pair.LONG_NS));
      assertEquals(ErrorCode.DEADLINE_EXCEEDED, failure.code());
      late.assertDropped();
      cancelled.assertDropped();
    }
    assertNothingIsOpen();
    assertTrue(pair.failures.isEmpty(), pair.failures::toString);
  }

  private void fillTheRing() {
    long sent = 0;
    while (sent >= 0) {
      try (Call call = client.sharedCaller().call(SERVICE, BLOCKS, 0)) {
        sent = call.trySend();
      }
    }
  }
}
