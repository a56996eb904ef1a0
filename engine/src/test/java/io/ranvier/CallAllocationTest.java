package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.routing.CallOptions;
import io.ranvier.routing.Reply;
import io.ranvier.service.CallHandler;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls in the steady state allocate nothing, neither on the thread that calls nor on the one that
 * serves, with five classes of handlers behind the call site: with one, escape analysis could hide
 * an allocation. Requests travel in the ring and in payload slots, replies in the calls' own slots.
 */
@Timeout(300)
final class CallAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int SERVICE = 4;
  private static final int ROUNDS = 2_000;
  private static final int ATTEMPTS = 100;

  private final Pair pair = new Pair();
  private final MemorySegment bytes = Arena.ofAuto().allocate(60_000, 8);
  private final CountDownLatch end = new CountDownLatch(1);
  private long sum;
  private Server server;
  private Thread serving;
  private Connection client;

  private final CallHandler[] handlers = {
    CallAllocationTest::claimAndSend,
    (request, responder) -> responder.reply(request.payload()),
    this::replyFromMemory,
    new CallHandler() {
      @Override
      public void onCall(Request request, Responder responder) {
        responder.claim(0);
        responder.send();
      }
    },
    new ReadsEverything()
  };

  private static void claimAndSend(Request request, Responder responder) {
    SegmentBuffer reply = responder.claim(16);
    reply.putLong(0, request.payload().capacity());
    reply.putLong(8, request.method());
    responder.send();
  }

  private void replyFromMemory(Request request, Responder responder) {
    responder.reply(bytes, 0, request.payload().capacity() & 63);
  }

  private static final class ReadsEverything implements CallHandler {
    private long seen;

    @Override
    public void onCall(Request request, Responder responder) {
      seen += request.service() + request.method() + request.virtualConnection();
      seen += request.leftNs() + request.peerUser().length() + request.metadata().size();
      seen += request.isCancelled() || responder.isCancelled() ? 1 : 0;
      SegmentBuffer payload = request.payload();
      for (int offset = 0; offset + 8 <= payload.capacity(); offset += 8) {
        seen += payload.getLong(offset);
      }
      responder.claim(8).putLong(0, seen);
      responder.send();
    }
  }

  @BeforeEach
  void open() {
    ConnectionOptions spinning = ConnectionOptions.defaults().withWaiting(Waiting.spin());
    ServerBuilder builder =
        Ranvier.listen("spin", pair.serverOptions().withConnection(spinning))
            .onFailure(pair::failed);
    for (int method = 0; method < handlers.length; method++) {
      builder.handler(SERVICE, method, handlers[method]);
    }
    server = builder.open();
    serving = Thread.ofPlatform().daemon().name("serving").start(this::serve);
    client = Ranvier.connect("spin", pair.clientOptions().withConnection(spinning));
  }

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    end.countDown();
    serving.join();
    server.close();
    pair.close();
  }

  private void serve() {
    while (end.getCount() > 0) {
      if (server.doWork() == 0) {
        Thread.onSpinWait();
      }
    }
  }

  // verifies C10
  @ParameterizedTest
  @CsvSource({
    "true, 0",
    "true, 32",
    "true, 200",
    "true, 60000",
    "false, 0",
    "false, 32",
    "false, 200",
    "false, 60000"
  })
  @DisplayName("open, send, serve, answer, await and close allocate 0 bytes on both sides")
  void allocatesNothing(boolean exclusive, int length) {
    try (Caller caller = exclusive ? client.exclusiveCaller() : client.sharedCaller()) {
      Call call = caller.newCall();
      measure(round -> call(call, length, round));
    }
  }

  // verifies C10, C2
  @Test
  @DisplayName("nor do calls in flight in several blocks of slots")
  void allocatesNothingInSeveralBlocks() {
    try (Caller caller = client.exclusiveCaller(200)) {
      Call[] calls = new Call[caller.maxInFlight()];
      for (int i = 0; i < calls.length; i++) {
        calls[i] = caller.newCall();
        send(calls[i], 0, 32, i);
      }
      measure(round -> {
        Call oldest = calls[round % calls.length];
        sum += oldest.awaitNs(Pair.LONG_NS).payload().capacity();
        oldest.close();
        send(oldest, 0, 32, round);
      });
    }
  }

  // verifies R10
  @ParameterizedTest
  @CsvSource({"true, 32", "false, 32", "true, 200", "false, 60000"})
  @DisplayName("nor do calls in slots that were added")
  void allocatesNothingInAddedSlots(boolean exclusive, int length) {
    ConnectionOptions growing =
        ConnectionOptions.defaults()
            .withWaiting(Waiting.spin())
            .withCalls(CallOptions.defaults().withInFlight(64).withMaxInFlight(128));
    ClientOptions options = pair.clientOptions().withConnection(growing);
    try (Connection other = Ranvier.connect("spin", options);
        Caller first = other.exclusiveCaller();
        Caller caller = exclusive ? other.exclusiveCaller() : other.sharedCaller()) {
      assertEquals(64, first.maxInFlight());
      caller.call(SERVICE, 0, 0, Pair.LONG_NS).close();
      Call call = caller.newCall();
      measure(round -> call(call, length, round));
    }
  }

  private void measure(IntConsumer step) {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
      long servingBefore = THREADS.getThreadAllocatedBytes(serving.threadId());
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        step.accept(round);
      }
      long own = THREADS.getCurrentThreadAllocatedBytes() - before;
      long served = THREADS.getThreadAllocatedBytes(serving.threadId()) - servingBefore;
      least = Math.min(least, own + served);
    }
    assertEquals(0, least, "bytes allocated in the best of " + ATTEMPTS + " runs");
    assertEquals(0, pair.failures.size(), pair.failures::toString);
  }

  private void call(Call call, int length, int round) {
    int method = round % handlers.length;
    // The second handler sends back what it got: no more than lies in the call's own slot.
    send(call, method, method == 1 ? Math.min(length, 200) : length, round);
    Reply reply = (round & 2) == 0 ? call.awaitNs(Pair.LONG_NS) : polled(call);
    sum += reply.status() + reply.payload().capacity() + call.replyMetadata().size();
    call.close();
  }

  private void send(Call call, int method, int length, int round) {
    if ((round & 4) == 0) {
      call.send(SERVICE, method, bytes, 0, length, Pair.LONG_NS);
      return;
    }
    call.open(SERVICE, method, length);
    SegmentBuffer request = call.request();
    if (request.capacity() >= 8) {
      request.putLong(0, round);
    }
    if ((round & 1) == 0) {
      call.within(Pair.LONG_NS);
    }
    call.send();
  }

  private static Reply polled(Call call) {
    while (!call.isDone()) {
      Thread.onSpinWait();
    }
    return call.reply();
  }
}
