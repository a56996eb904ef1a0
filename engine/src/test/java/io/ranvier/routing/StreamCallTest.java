package io.ranvier.routing;

import static io.ranvier.routing.RoutingFixture.LONG_NS;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.Threads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Reply routing over a byte stream, with both routers, over a real socket. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
@Timeout(120)
final class StreamCallTest {
  private static final int MAX = 4096;
  private static final int CALLS = 5;
  private static final int LARGE = 16 << 20;

  private final boolean sequential;
  private final SocketPair sockets;
  private final SocketChannel near;
  private final SocketChannel far;
  private final Reply reply = new Reply();

  StreamCallTest(boolean sequential) throws IOException {
    this.sequential = sequential;
    sockets = SocketPair.open();
    near = sockets.near();
    far = sockets.far();
  }

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  private StreamCaller caller() {
    return sequential
        ? StreamCaller.sequential(near, MAX, MAX)
        : StreamCaller.muxed(near, CALLS, MAX, MAX);
  }

  private StreamAnswerer answerer() {
    return sequential
        ? StreamAnswerer.sequential(far, MAX, MAX)
        : StreamAnswerer.muxed(far, CALLS, MAX, MAX);
  }

  private static MemorySegment words(long seed, int length) {
    MemorySegment words = Arena.ofAuto().allocate(Math.max(length, 8), 8);
    for (int at = 0; at + 8 <= length; at += 8) {
      words.set(JAVA_LONG_UNALIGNED, at, seed * 31 + at);
    }
    return words;
  }

  /** Answers each request with its own bytes, and the first word as status. */
  private static void echo(StreamAnswerer answerer) throws IOException {
    long reference;
    while ((reference = answerer.receive()) != StreamAnswerer.END) {
      int length = answerer.request().capacity();
      int status = length < 8 ? 0 : (int) answerer.request().getLong(0);
      assertEquals(
          Answerer.Outcome.DELIVERED,
          answerer.answer(
              reference,
              status,
              answerer.request().segment(),
              answerer.request().segmentOffset(),
              length));
    }
  }

  @Test
  @DisplayName("R1 R2 R9 many threads call over one stream, and each gets its own reply")
  void everyCallerGetsItsReply() throws Exception {
    FutureTask<Void> server = Threads.start(() -> echo(answerer()));
    try (StreamCaller caller = caller()) {
      Threads.together(
          12,
          thread -> {
            Reply mine = new Reply();
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < 300; i++) {
              int length = random.nextInt(MAX / 8 + 1) * 8;
              long seed = thread * 1_000_000L + i;
              long reference = caller.call(words(seed, length), 0, length, mine, LONG_NS);
              assertEquals(length, mine.payload().capacity());
              assertEquals(length == 0 ? 0 : (int) (seed * 31), mine.status());
              for (int at = 0; at < length; at += 8) {
                assertEquals(seed * 31 + at, mine.payload().getLong(at));
              }
              mine.release();
              assertTrue(caller.release(reference));
            }
          });
      assertEquals(0, caller.counters().get(Counter.REFUSED_REPLIES));
    }
    Threads.join(server);
  }

  @Test
  @DisplayName("R6 an abandoned call's reply is dropped, and the next call gets its own")
  void abandonedRepliesAreDropped() throws Exception {
    StreamAnswerer answerer = answerer();
    FutureTask<Void> server;
    try (StreamCaller caller = caller()) {
      RanvierException timeout =
          assertThrows(
              RanvierException.class, () -> caller.call(words(1, 8), 0, 8, reply, 1_000_000));
      assertEquals(ErrorCode.TIMED_OUT, timeout.code());
      long abandoned = answerer.receive();
      // The late reply first: over one stream it comes before the next.
      assertEquals(
          Answerer.Outcome.DELIVERED, answerer.answer(abandoned, 666, words(6, 16), 0, 16));
      server = Threads.start(() -> echo(answerer));
      long reference = caller.call(words(2, 24), 0, 24, reply, LONG_NS);
      assertEquals(24, reply.payload().capacity());
      assertEquals(2 * 31, reply.status());
      assertTrue(caller.release(reference));
      assertEquals(sequential ? 0 : 1, caller.counters().get(Counter.REFUSED_REPLIES));
    }
    Threads.join(server);
  }

  @Test
  @DisplayName("S7 when the stream ends, every waiting caller learns it")
  void endOfStreamEndsCalls() throws Exception {
    StreamCaller caller = caller();
    FutureTask<Void> callers =
        Threads.start(() ->
            Threads.together(
                8,
                _ -> {
                  RanvierException end =
                      assertThrows(
                          RanvierException.class,
                          () -> caller.call(words(1, 8), 0, 8, new Reply(), LONG_NS));
                  assertEquals(ErrorCode.CONNECTION_CLOSED, end.code());
                }));
    assertTrue(answerer().receive() > 0);
    far.close();
    Threads.join(callers);
    RanvierException later =
        assertThrows(RanvierException.class, () -> caller.call(words(1, 8), 0, 8, reply, LONG_NS));
    assertEquals(ErrorCode.CONNECTION_CLOSED, later.code());
  }

  @Test
  @DisplayName("R8 requests and replies over the limit are refused, and the stream lives on")
  void longPayloadsAreRefused() throws Exception {
    StreamAnswerer answerer = answerer();
    try (StreamCaller caller = caller()) {
      MemorySegment large = Arena.ofAuto().allocate(2 * MAX);
      RanvierException refusal =
          assertThrows(
              RanvierException.class, () -> caller.call(large, 0, MAX + 100, reply, LONG_NS));
      assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, refusal.code());
      FutureTask<Void> server =
          Threads.start(() -> {
            long reference = answerer.receive();
            RanvierException tooLong =
                assertThrows(
                    RanvierException.class, () -> answerer.answer(reference, 0, large, 0, MAX + 1));
            assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, tooLong.code());
            assertEquals(Answerer.Outcome.DELIVERED, answerer.answer(reference, 0, large, 0, MAX));
            assertEquals(Answerer.Outcome.ANSWERED, answerer.answer(reference, 0, large, 0, 1));
          });
      long reference = caller.call(large, 0, 8, reply, LONG_NS);
      assertEquals(MAX, reply.payload().capacity());
      assertTrue(caller.release(reference));
      Threads.join(server);
    }
  }

  @Test
  @DisplayName("L9 D18: a length of 4 GiB is refused as such, and an empty frame crashes nobody")
  void impossibleLengthsEndTheStream() throws Exception {
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, MAX + 100}) {
      StreamFrames frames = new StreamFrames(far, MAX);
      write(near, length);
      RanvierException refusal = assertThrows(RanvierException.class, frames::receive);
      assertEquals(ErrorCode.PROTOCOL_ERROR, refusal.code());
      assertTrue(refusal.getMessage().contains("limitBytes=4096"), refusal.getMessage());
    }
    try (StreamCaller caller = caller()) {
      // A reply without even a status.
      write(far, 0);
      ErrorCode code;
      do {
        code =
            assertThrows(
                    RanvierException.class, () -> caller.call(words(1, 8), 0, 8, reply, 1_000_000))
                .code();
      } while (code == ErrorCode.TIMED_OUT);
      assertEquals(ErrorCode.CONNECTION_CLOSED, code);
    }
  }

  @Test
  @DisplayName("a stream that ends within a frame is an error and not an end")
  void cutFramesAreErrors() throws Exception {
    StreamFrames frames = new StreamFrames(far, MAX);
    write(near, 100);
    near.write(ByteBuffer.allocate(50));
    near.close();
    assertThrows(IOException.class, frames::receive);
  }

  @Test
  @DisplayName("an interrupt in the middle of a write closes the stream: no half frame is followed")
  void interruptedWritesCloseTheStream() throws Exception {
    StreamFrames frames = new StreamFrames(near, LARGE);
    MemorySegment large = Arena.ofAuto().allocate(LARGE);
    AtomicReference<Thread> sending = new AtomicReference<>();
    FutureTask<Void> sender =
        Threads.start(() -> {
          sending.set(Thread.currentThread());
          assertThrows(
              IOException.class, () -> frames.send(0, (_, _) -> true, large, 0, LARGE, LONG_NS));
        });
    // The frame has begun to come, and is longer than what a socket holds.
    assertEquals(1, far.read(ByteBuffer.allocate(1)));
    sending.get().interrupt();
    Threads.join(sender);
    assertThrows(
        IOException.class,
        () -> frames.send(0, (_, _) -> true, large, 0, 1, LONG_NS),
        "nothing follows");
  }

  private static void write(SocketChannel channel, int length) throws IOException {
    ByteBuffer frame = ByteBuffer.allocateDirect(4);
    MemorySegment.ofBuffer(frame).set(JAVA_INT_UNALIGNED, 0, length);
    channel.write(frame);
  }
}
