package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.metadata.Metadata;
import io.ranvier.metadata.MetadataFlag;
import io.ranvier.service.Forwarder;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForwarderTest {
  private static final int SERVICE = 4;
  private static final int ECHO = 1;
  private static final int FAIL = 2;
  private static final int NEVER = 3;

  /** A call whose responder nobody holds is answered. */
  private final Queue<Responder> deferred = new ConcurrentLinkedQueue<>();

  // verifies C15, C9
  @Test
  void handsOnCallsOfAnySizeWithTheirMetadata() {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Pair pair = new Pair();
        Server back = back(pair, new CountDownLatch(1));
        Connection between = Ranvier.connect(back.name(), pair.clientOptions());
        Caller target = between.sharedCaller()) {
      pair.serveCalls(server -> server.otherwise(executor, new Forwarder(target)));
      Metadata metadata =
          Metadata.empty().with("trace", 5L).with("hop", "one", MetadataFlag.NO_PROPAGATE);
      try (Caller caller = pair.connect().sharedCaller()) {
        for (int length : new int[] {0, 8, 1000, 100_000}) {
          try (Call call = caller.newCall().with(metadata)) {
            call.open(SERVICE, ECHO, length, Pair.LONG_NS);
            call.request().setMemory(0, length, (byte) 7);
            call.within(Pair.LONG_NS).send();
            var payload = call.awaitNs(Pair.LONG_NS).payload();
            assertEquals(length, payload.capacity());
            assertTrue(length == 0 || payload.getByte(length - 1) == 7);
            assertEquals(Metadata.empty().with("trace", 5L), call.replyMetadata());
          }
        }
      }
    }
  }

  // verifies C15, C6
  @Test
  void handsOnErrors() {
    try (Pair pair = new Pair();
        Server back = back(pair, new CountDownLatch(1));
        Connection between = Ranvier.connect(back.name(), pair.clientOptions());
        Caller target = between.sharedCaller()) {
      pair.serveCalls(server -> server.otherwise(new Forwarder(target)));
      Connection client = pair.connect();
      CallException failure = failure(client, FAIL);
      assertEquals(ErrorCode.APPLICATION_ERROR, failure.code());
      assertEquals(9, failure.applicationCode());
      assertEquals(1, failure.details()[0]);
      assertEquals(ErrorCode.UNKNOWN_METHOD, failure(client, 77).code());
    }
  }

  // verifies C15, C4
  @Test
  void handsOnCancels() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Pair pair = new Pair();
        Server back = back(pair, cancelled);
        Connection between = Ranvier.connect(back.name(), pair.clientOptions());
        Caller target = between.sharedCaller()) {
      pair.serveCalls(server -> server.otherwise(new Forwarder(target)));
      Call call = pair.connect().call(SERVICE, NEVER, 0);
      call.send();
      Connection accepted = pair.nextAccepted();
      Pair.await("handed on", () -> accepted.session().inboundCalls().sharedCount() == 1);
      call.close();
      assertTrue(cancelled.await(20, TimeUnit.SECONDS));
    }
  }

  private Server back(Pair pair, CountDownLatch cancelled) {
    return Ranvier.listen("back", pair.serverOptions())
        .handler(
            SERVICE,
            ECHO,
            (request, responder) -> responder.with(request.metadata()).reply(request.payload()))
        .handler(SERVICE, FAIL, (_, responder) -> responder.fail(9, "no", (byte) 1))
        .handler(
            SERVICE,
            NEVER,
            (_, responder) -> {
              Responder later = responder.defer();
              later.onCancel(cancelled::countDown);
              deferred.add(later);
            })
        .start();
  }

  private static CallException failure(Connection client, int method) {
    try (Call call = client.call(SERVICE, method, 0)) {
      call.send();
      return assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
    }
  }
}
