package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.error.CallException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.service.FailureListener;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("who listens for failures is told what failed, and for whom")
class FailureListenerTest {
  private static final int SERVICE = 3;
  private static final int METHOD = 4;
  private static final RuntimeException THROWN = new IllegalArgumentException("on purpose");

  private record Told(String what, Throwable failure) {}

  private final TestRoot root = TestRoot.create();
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final FailureListener listener = (what, failure) -> told.add(new Told(what, failure));
  private Server server;
  private Connection client;

  @AfterEach
  void close() {
    try (root) {
      client.close();
      server.close();
    }
  }

  @Test
  void ofHandlers() throws Exception {
    connect(
        builder ->
            builder.handler(
                SERVICE,
                METHOD,
                (_, _) -> {
                  throw THROWN;
                }),
        _ -> _ -> {});
    call();
    assertTold("handler failed: endpoint=told, connection=%d, service=3, method=4");
  }

  @Test
  void ofExecutors() throws Exception {
    connect(
        builder ->
            builder.handler(
                SERVICE,
                METHOD,
                _ -> {
                  throw THROWN;
                },
                (_, responder) -> responder.send()),
        _ -> _ -> {});
    call();
    assertTold("executor failed: endpoint=told, connection=%d, service=3, method=4");
  }

  @Test
  void ofListenersForCallersThatHaveGone() throws Exception {
    BlockingQueue<Responder> deferred = new LinkedBlockingQueue<>();
    connect(
        builder ->
            builder.handler(
                SERVICE,
                METHOD,
                (_, responder) -> {
                  Responder later = responder.defer();
                  later.onCancel(() -> {
                    throw THROWN;
                  });
                  deferred.add(later);
                }),
        _ -> _ -> {});
    try (Call call = client.call(SERVICE, METHOD, 0)) {
      call.send();
      assertTrue(deferred.poll(20, TimeUnit.SECONDS).isPending());
    }
    assertTold("cancel listener failed: endpoint=told, connection=%d");
  }

  @Test
  void ofHandlersOfFrames() throws Exception {
    connect(
        _ -> {},
        _ ->
            _ -> {
              throw THROWN;
            });
    assertTrue(client.sharedSender().trySend(1, MemorySegment.NULL, 0, 0) >= 0);
    assertTold("frame handler failed: endpoint=told, connection=%d");
  }

  @Test
  void ofAcceptors() throws Exception {
    connect(
        _ -> {},
        _ -> {
          throw THROWN;
        });
    assertTold("acceptor failed: endpoint=told, connection=%d; it was closed");
  }

  private void connect(
      Consumer<ServerBuilder> handlers, Function<Connection, FrameHandler> acceptor) {
    ServerOptions options = ServerOptions.defaults().withRoot(root.path());
    ServerBuilder builder =
        Ranvier.listen("told", options).onConnection(acceptor).onFailure(listener);
    handlers.accept(builder);
    server = builder.start();
    client = Ranvier.connect("told", ClientOptions.defaults().withRoot(root.path()));
  }

  private void call() {
    try (Call call = client.call(SERVICE, METHOD, 0)) {
      call.send();
      assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
    }
  }

  private void assertTold(String what) throws InterruptedException {
    Told first = told.poll(20, TimeUnit.SECONDS);
    assertSame(THROWN, first.failure());
    assertEquals(what.formatted(client.id()), first.what());
  }
}
