package io.ranvier;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.counter.Counter;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Sender;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What threads do with one side of a connection, which may end in the middle of it. Any thread. */
final class ConnectionUses {
  static final int SERVICE = 3;
  static final int INLINE = 1;
  static final int EXECUTED = 2;
  static final int DEFERRED = 3;
  static final long SHORT_NS = 2_000_000;
  private static final int LARGE = 3_000;
  static final Metadata LARGE_METADATA = Metadata.empty().with("k", "v".repeat(LARGE));

  private final MemorySegment payload = Arena.ofAuto().allocate(LARGE);
  private final Consumer<Throwable> onFailure;

  /**
   * @param onFailure is told what futures fail with; all else is thrown
   */
  ConnectionUses(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  /** One way to use a connection. */
  @FunctionalInterface
  interface Use {
    void of(Connection connection) throws Exception;
  }

  List<Use> all() {
    return List.of(
        this::callsAndWaits,
        this::callsExclusively,
        this::callsByFuture,
        this::callsWithLargeMetadata,
        this::callsAndCloses,
        this::opensVirtually,
        this::sendsFrames,
        this::sendsExclusively,
        this::looks);
  }

  private static int anyMethod() {
    return 1 + ThreadLocalRandom.current().nextInt(3);
  }

  private static int anyLength() {
    return ThreadLocalRandom.current().nextBoolean() ? 8 : LARGE;
  }

  private void callsAndWaits(Connection connection) {
    try (Call call = connection.call(SERVICE, anyMethod(), anyLength())) {
      call.within(1_000_000_000).send();
      boolean ignored = call.isDone();
      Reply reply = call.awaitNs(SHORT_NS);
      var metadata = call.replyMetadata();
    }
  }

  private void callsExclusively(Connection connection) {
    try (Caller caller = connection.exclusiveCaller()) {
      Call call = caller.newCall();
      for (int i = 0; i < 10; i++) {
        if (ThreadLocalRandom.current().nextBoolean()) {
          call.send(SERVICE, anyMethod(), payload, 0, anyLength(), SHORT_NS);
        } else {
          call.open(SERVICE, anyMethod(), anyLength(), SHORT_NS);
          call.send();
        }
        try {
          Reply reply = call.awaitNs(SHORT_NS);
        } finally {
          call.close();
        }
      }
    }
  }

  private void callsByFuture(Connection connection) throws Exception {
    Call call = connection.call(SERVICE, anyMethod(), anyLength());
    var future =
        call.within(1_000_000_000)
            .sendAsync(reply -> {
              var metadata = call.replyMetadata();
              return reply.payload().capacity() == 0 ? 0 : reply.payload().getByte(0);
            });
    try {
      var ignored = future.get(1, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      onFailure.accept(e.getCause());
    } catch (TimeoutException e) {
      future.cancel(false);
    }
  }

  private void callsWithLargeMetadata(Connection connection) {
    try (Caller caller = connection.sharedCaller()) {
      Call call = caller.newCall().with(LARGE_METADATA);
      call.open(SERVICE, anyMethod(), 8, SHORT_NS);
      try (call) {
        call.send();
        Reply reply = call.awaitNs(SHORT_NS);
        var metadata = call.replyMetadata();
      }
    }
  }

  private void callsAndCloses(Connection connection) {
    try (Caller caller = connection.sharedCaller()) {
      Call call = caller.newCall();
      for (int i = 0; i < 20; i++) {
        if (call.tryOpen(SERVICE, anyMethod(), anyLength()) == 0) {
          long ignored = call.trySend();
          call.close();
        }
      }
    }
  }

  private void opensVirtually(Connection connection) {
    VirtualOptions options = VirtualOptions.defaults().withMetadata(LARGE_METADATA);
    try (VirtualConnection virtual = connection.openVirtual(options, SHORT_NS);
        Call call = virtual.call(SERVICE, INLINE, 8)) {
      call.send();
      Reply reply = call.awaitNs(SHORT_NS);
    }
  }

  private void sendsFrames(Connection connection) {
    try (Sender sender = connection.sharedSender();
        Claim claim = new Claim()) {
      for (int i = 0; i < 20; i++) {
        long ignored = sender.trySend(1, payload, 0, anyLength());
        if (sender.tryClaim(LARGE, claim) == 0) {
          ignored = claim.publish(1);
          claim.abort();
        }
      }
      long ignored = sender.send(1, payload, 0, LARGE, SHORT_NS);
    }
  }

  private void sendsExclusively(Connection connection) {
    try (Sender sender = connection.exclusiveSender()) {
      var batch = sender.newBatch();
      boolean added = batch.add(1, payload, 0, 8);
      long ignored = batch.publish(SHORT_NS);
    }
  }

  private void looks(Connection connection) {
    int inFlight = connection.session().outboundCalls().inFlight();
    var text = connection.toString();
    var end = connection.end();
    long count = connection.counters().get(Counter.WAKES);
  }
}
