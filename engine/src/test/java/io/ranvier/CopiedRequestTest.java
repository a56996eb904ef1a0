package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are opened and sent in one step, with a copy of what lies in the user's memory. */
@Timeout(60)
class CopiedRequestTest {
  private static final int SERVICE = 7;
  private static final int ECHO = 1;
  private static final int TELL_TIME = 2;
  private static final int TELL_METADATA = 3;
  private static final int COMPILED = 1_000_000;
  private static final int MOST = 200_000;

  private final AtomicLong handled = new AtomicLong();
  private final MemorySegment memory = Arena.ofAuto().allocate(MOST, 8);

  // verifies R7, C13
  @ParameterizedTest
  @CsvSource({
    "true, 0",
    "true, 1",
    "true, 31",
    "true, 32",
    "true, 33",
    "true, 900",
    "true, 70000",
    "false, 0",
    "false, 32",
    "false, 33",
    "false, 5000"
  })
  @DisplayName("a copy of any length from any kind of memory comes whole, also with an envelope")
  void carriesACopy(boolean exclusive, int length) throws IOException {
    try (Pair pair = new Pair();
        MappedBytes mapped = new MappedBytes(pair.root.resolve("request"), MOST)) {
      Connection client = echo(pair);
      try (Caller caller = exclusive ? client.exclusiveCaller() : client.sharedCaller();
          VirtualConnection virtual = client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS);
          Caller onVirtual = virtual.sharedCaller()) {
        Call call = caller.newCall();
        long seed = 1;
        List<MemorySegment> sources =
            List.of(memory, MemorySegment.ofArray(new byte[MOST]), mapped.segment());
        for (MemorySegment source : sources) {
          exchange(call, source, length, seed++);
          exchange(call.with(Metadata.empty().with("some", "words")), source, length, seed++);
          exchange(onVirtual.newCall(), source, length, seed++);
        }
        int block = exclusive ? caller.maxInFlight() : 0;
        assertEquals(block, client.session().outboundCalls().inFlight());
      }
    }
  }

  // verifies C5
  @Test
  @DisplayName("the time travels with the call")
  void carriesTheTime() {
    try (Pair pair = new Pair()) {
      Call call = echo(pair).sharedCaller().newCall();
      send(call, TELL_TIME, 0, 5_000_000_000L);
      long leftNs = call.awaitNs(Pair.LONG_NS).payload().getLong(0);
      assertTrue(leftNs > 0 && leftNs <= 5_000_000_000L, "leftNs=" + leftNs);
      call.close();
      call.open(SERVICE, TELL_TIME, 0);
      call.send();
      assertEquals(Long.MAX_VALUE, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
    }
  }

  enum Kind {
    EXCLUSIVE,
    SHARED,
    VIRTUAL
  }

  // verifies C13
  @ParameterizedTest
  @EnumSource
  @DisplayName("what was misused is idle, holds no slot, carries nothing over, and can be sent")
  void refusesMisuse(Kind kind) throws IOException {
    Arena arena = Arena.ofShared();
    MemorySegment closed = arena.allocate(MOST);
    arena.close();
    try (Pair pair = new Pair();
        MappedBytes huge = new MappedBytes(pair.root.resolve("huge"), Integer.MAX_VALUE)) {
      Connection client = echo(pair);
      Caller caller = caller(client, kind);
      Call call = caller.newCall();
      exchange(call, memory, 8, 1);
      // More often than there are slots.
      for (int i = 0; i < 600; i++) {
        call.with(Metadata.empty().with("some", "words"));
        assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> send(call, ECHO, 8, 0)));
        assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> send(call, ECHO, -1, 1)));
        assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> send(call, 1 << 16, 8, 1)));
        assertEquals(
            ErrorCode.PAYLOAD_TOO_LARGE,
            code(() -> send(call, huge.segment(), 0, Integer.MAX_VALUE)));
        for (int length : new int[] {8, 5_000}) {
          assertThrows(IndexOutOfBoundsException.class, () -> send(call, memory, -1, length));
          assertThrows(IndexOutOfBoundsException.class, () -> send(call, memory, MOST - 7, length));
          assertThrows(IllegalStateException.class, () -> send(call, closed, 0, length));
          call.with(Metadata.empty().with("some", "words"));
          assertThrows(IllegalStateException.class, () -> send(call, closed, 0, length));
        }
        assertThrows(NullPointerException.class, () -> send(call, null, 0, 8));
        if (kind == Kind.EXCLUSIVE) {
          assertEquals(ErrorCode.WRONG_THREAD, onOtherThread(() -> send(call, ECHO, 8, 1)));
        }
      }
      send(call, TELL_METADATA, 0, Pair.LONG_NS);
      assertEquals(0, call.awaitNs(Pair.LONG_NS).payload().getLong(0), "metadata was kept");
      assertEquals(ErrorCode.WRONG_STATE, code(() -> send(call, ECHO, 8, Pair.LONG_NS)), "sent");
      assertEquals(0, call.reply().payload().getLong(0), "it goes on");
      call.close();
      List<Call> all = new ArrayList<>();
      for (int i = 0; i < Math.min(64, caller.maxInFlight()); i++) {
        all.add(caller.newCall());
        send(all.getLast(), ECHO, 8, Pair.LONG_NS);
      }
      all.forEach(each -> assertEquals(8, each.awaitNs(Pair.LONG_NS).payload().capacity()));
      all.forEach(Call::close);
      caller.close();
      assertEquals(0, client.session().outboundCalls().inFlight());
      assertFalse(client.end().isPresent());
    }
  }

  // verifies C8
  @Test
  @DisplayName("without a slot in time the call is idle again, and sent when there is one")
  void waitsForASlot() {
    try (Pair pair = new Pair()) {
      pair.openUnpolled();
      Connection client = pair.connect();
      Caller caller = client.sharedCaller();
      List<Call> sent = new ArrayList<>();
      Call refused = sendUntilRefused(caller, sent, call -> {});
      assertEquals(sent.size(), client.session().outboundCalls().inFlight());
      sent.removeLast().close();
      send(refused, ECHO, 8, 1_000_000);
      assertFalse(refused.isDone());
      assertEquals(sent.size() + 1, client.session().outboundCalls().inFlight());
    }
  }

  // verifies C8
  @Test
  @DisplayName("without space in time the call is idle again, and holds no slot")
  void waitsForSpace() {
    try (Pair pair = new Pair()) {
      pair.openUnpolled();
      Connection client = pair.connect();
      try (Caller caller = client.exclusiveCaller()) {
        Call refused = sendUntilRefused(caller, new ArrayList<>(), Call::close);
        for (int i = 0; i < 600; i++) {
          CallException full = assertThrows(CallException.class, () -> send(refused, ECHO, 8, 1));
          assertTrue(full.getMessage().contains("status=TIMED_OUT"), full::toString);
          assertEquals(ErrorCode.OVERLOADED, full.code());
        }
      }
      assertEquals(0, client.session().outboundCalls().inFlight());
    }
  }

  // verifies L10
  @Test
  @DisplayName("a request from a file that was cut short does not reach the server")
  void sendsNothingOfAFileCutShort() throws IOException {
    try (Pair pair = new Pair();
        MappedBytes mapped = new MappedBytes(pair.root.resolve("request"), MOST)) {
      Connection client = echo(pair);
      try (Caller caller = client.exclusiveCaller()) {
        Call call = caller.newCall();
        // Compiled code goes on after an access that failed.
        for (int i = 0; i < COMPILED; i++) {
          send(call, mapped.segment(), 8_192, 8);
          assertEquals(8, call.awaitNs(Pair.LONG_NS).payload().capacity());
          call.close();
        }
        long before = handled.get();
        mapped.cutShort();
        assertThrows(InternalError.class, () -> send(call, mapped.segment(), 8_192, 8));
        exchange(call, memory, 8, 1);
        assertEquals(before + 1, handled.get());
      }
    }
  }

  // verifies L4
  @Test
  @DisplayName("on a connection that has ended it fails with a code")
  void failsAtTheEnd() {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      Call shared = client.sharedCaller().newCall();
      Call exclusive = client.exclusiveCaller().newCall();
      exchange(shared, memory, 8, 1);
      exchange(exclusive, memory, 8, 2);
      client.close();
      assertEquals(ErrorCode.CONNECTION_CLOSED, code(() -> send(shared, ECHO, 8, 1)));
      assertEquals(ErrorCode.CONNECTION_CLOSED, code(() -> send(exclusive, ECHO, 8, 1)));
    }
  }

  /** Makes calls that nobody answers; returns the one for which there was no room. */
  private Call sendUntilRefused(Caller caller, List<Call> sent, Consumer<Call> afterwards) {
    while (true) {
      Call call = caller.newCall();
      try {
        send(call, ECHO, 8, 1);
        sent.add(call);
        afterwards.accept(call);
      } catch (CallException e) {
        assertEquals(ErrorCode.OVERLOADED, e.code(), e::toString);
        assertEquals(ErrorCode.WRONG_STATE, code(() -> call.awaitNs(0)), "it was not sent");
        return call;
      }
    }
  }

  private static Caller caller(Connection client, Kind kind) {
    return switch (kind) {
      case EXCLUSIVE -> client.exclusiveCaller();
      case SHARED -> client.sharedCaller();
      case VIRTUAL -> client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS).sharedCaller();
    };
  }

  private static void exchange(Call call, MemorySegment source, int length, long seed) {
    long offset = seed & 7;
    Pattern.fill(source.asSlice(offset, length), length, seed);
    call.send(SERVICE, ECHO, source, offset, length, Pair.LONG_NS);
    // It was copied.
    source.asSlice(offset, length).fill((byte) 0);
    Pattern.check(call.awaitNs(Pair.LONG_NS).payload(), length, seed);
    call.close();
  }

  private void send(Call call, int method, int length, long timeoutNs) {
    call.send(SERVICE, method, memory, 0, length, timeoutNs);
  }

  private static void send(Call call, MemorySegment source, long offset, int length) {
    call.send(SERVICE, ECHO, source, offset, length, Pair.LONG_NS);
  }

  private Connection echo(Pair pair) {
    Services services =
        Services.builder()
            .handler(SERVICE, ECHO, this::echo)
            .handler(
                SERVICE,
                TELL_METADATA,
                (request, responder) -> tell(responder, request.metadata().size()))
            .build();
    pair.serveCalls(server ->
        server
            .handler(SERVICE, ECHO, this::echo)
            .handler(
                SERVICE,
                TELL_METADATA,
                (request, responder) -> tell(responder, request.metadata().size()))
            .handler(SERVICE, TELL_TIME, (request, responder) -> tell(responder, request.leftNs()))
            .onVirtual(offer -> {
              var ignored = offer.accept(VirtualOptions.defaults().withServices(services));
            }));
    return pair.connect();
  }

  private void echo(Request request, Responder responder) {
    handled.incrementAndGet();
    responder.reply(request.payload());
  }

  private static void tell(Responder responder, long value) {
    responder.claim(Long.BYTES).putLong(0, value);
    responder.send();
  }

  private static ErrorCode code(Runnable misuse) {
    return assertThrows(RanvierException.class, misuse::run).code();
  }

  private static ErrorCode onOtherThread(Runnable misuse) {
    var failure =
        assertThrows(CompletionException.class, () -> CompletableFuture.runAsync(misuse).join());
    return ((RanvierException) failure.getCause()).code();
  }
}
