package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers whose region somebody makes shorter while the server does not answer. */
@Timeout(60)
final class CutShortCallsTest {
  private static final int LARGE = 3_000;
  private static final MemorySegment SOURCE = Arena.ofAuto().allocate(LARGE);

  enum Way {
    OPEN,
    OPEN_LARGE,
    OPEN_WITH_METADATA,
    OPEN_SHARED,
    OPEN_EXCLUSIVE,
    OPEN_VIRTUAL,
    SEND,
    SEND_COPY,
    SEND_LARGE_COPY,
    SEND_ASYNC,
    AWAIT,
    FUTURE
  }

  // verifies L10
  @ParameterizedTest
  @EnumSource
  @DisplayName("L10: whatever a caller does on a region cut short fails with a code")
  void failsWithACode(Way way) throws Exception {
    try (Pair pair = new Pair()) {
      Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
      pair.serveCalls(
          server -> server.handler(1, 1, (_, responder) -> deferred.add(responder.defer())));
      Connection client = pair.connect();
      Connection served = pair.nextAccepted();
      Call idle = client.sharedCaller().newCall();
      Call open = client.call(1, 1, 8);
      Call sent = client.call(1, 1, 8);
      sent.send();
      CompletableFuture<Integer> future =
          way == Way.FUTURE ? client.call(1, 1, 8).sendAsync(reply -> 1) : null;
      // With its handler: the server's thread must not be the one who finds out first.
      Pair.await("handled", () -> served.session().inboundCalls().sharedCount() > 0);
      cut(pair.root.resolve("pair").resolve("region-0000000000000001"));
      RanvierException failure =
          assertThrows(
              RanvierException.class,
              () -> {
                use(way, client, idle, open, sent, future);
                // The other side was the first to find out, and the memory is back for the moment.
                Pair.await("a refusal", () -> opens(client));
              });
      assertTrue(isRight(failure.code()), failure::toString);
      open.close();
      sent.close();
      client.close();
      Connection next = pair.connect();
      next.call(1, 1, 8).close();
    }
  }

  /** Throws once calls are refused, which begins a moment after the end is told. */
  private static boolean opens(Connection client) {
    client.call(1, 1, 8).close();
    return false;
  }

  private static void use(
      Way way,
      Connection client,
      Call idle,
      Call open,
      Call sent,
      CompletableFuture<Integer> future) {
    switch (way) {
      case OPEN -> client.call(1, 1, 8).close();
      case OPEN_LARGE -> client.call(1, 1, LARGE).close();
      case OPEN_WITH_METADATA -> {
        try (Caller caller = client.sharedCaller()) {
          Metadata metadata = Metadata.empty().with("k", "v".repeat(LARGE));
          caller.newCall().with(metadata).open(1, 1, 8);
        }
      }
      case OPEN_SHARED -> client.sharedCaller().close();
      case OPEN_EXCLUSIVE -> client.exclusiveCaller().close();
      case OPEN_VIRTUAL -> client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS).close();
      case SEND -> open.send();
      case SEND_COPY -> idle.send(1, 1, SOURCE, 0, 8, Pair.LONG_NS);
      case SEND_LARGE_COPY -> idle.send(1, 1, SOURCE, 0, LARGE, Pair.LONG_NS);
      case SEND_ASYNC -> await(open.sendAsync(reply -> 1));
      case AWAIT -> {
        var ignored = sent.awaitNs(Pair.LONG_NS);
      }
      case FUTURE -> await(future);
    }
  }

  private static void await(CompletableFuture<Integer> future) {
    try {
      int ignored = future.join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private static boolean isRight(ErrorCode code) {
    return code == ErrorCode.PROTOCOL_ERROR || code == ErrorCode.CONNECTION_CLOSED;
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
