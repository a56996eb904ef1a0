package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.fuzz.FuzzTargets;
import io.ranvier.fuzz.FuzzTargets.Word;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Sender;
import io.ranvier.routing.Reply;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code FuzzProcessTest} has found, or could have, as small as it can be. */
@Timeout(60)
final class DamagedMemoryTest {
  private static final int SERVICE = 3;
  private static final int NEVER = 1;
  private static final int LONG = 2;
  private static final int LARGE = 3_000;
  private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults();

  private final Arena arena = Arena.ofShared();
  private final Pair pair = new Pair();
  private final List<Responder> unanswered = new ArrayList<>();
  private final FuzzTargets targets = new FuzzTargets(OPTIONS.outbound(), OPTIONS.outbound());

  @AfterEach
  void close() {
    pair.close();
    arena.close();
  }

  private Connection connect(ConnectionOptions options) throws Exception {
    var ignored =
        pair.serveCalls(server ->
            server
                .handler(SERVICE, NEVER, (_, responder) -> unanswered.add(responder.defer()))
                .handler(
                    SERVICE,
                    LONG,
                    (_, responder) -> {
                      SegmentBuffer answer = responder.claim(LARGE);
                      answer.setMemory(0, LARGE, (byte) 1);
                      boolean sent = responder.send();
                    }));
    return pair.connect(options);
  }

  private MemorySegment map(String file) throws IOException {
    Path path = pair.root.resolve("pair/" + file);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
    }
  }

  private List<Word> words(String prefix) {
    return targets.words.stream().filter(word -> word.name().startsWith(prefix)).toList();
  }

  // verifies L9, D3
  @Test
  @DisplayName("two calls get one slot: the future of neither is forgotten")
  void forgetsNoFutureWhenTwoCallsGetOneSlot() throws Exception {
    Connection client = connect(OPTIONS);
    MemorySegment region = map("region-0000000000000001");
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Call call = client.call(SERVICE, NEVER, 0);
      words("clientReplies.taken").forEach(word -> region.set(JAVA_LONG, word.offset(), 0));
      futures.add(call.sendAsync(Reply::status));
    }
    for (CompletableFuture<Integer> future : futures) {
      var failure = assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
      assertEquals(ErrorCode.PROTOCOL_ERROR, ((CallException) failure.getCause()).code());
    }
  }

  // verifies L9
  @Test
  @DisplayName("a slot that its caller has freed behind the server's back: the reply is forgotten")
  void keepsNoReplyWhoseSlotIsGone() throws Exception {
    Connection client = connect(OPTIONS);
    Connection server = pair.nextAccepted();
    MemorySegment region = map("region-0000000000000001");
    for (int i = 0; i < 500; i++) {
      try (Call call = client.call(SERVICE, LONG, 0)) {
        call.send();
        assertEquals(LARGE, call.awaitNs(Pair.LONG_NS).payload().capacity());
      }
      words("serverToClient.payload0.taken")
          .forEach(word -> region.set(JAVA_LONG, word.offset(), 0));
      words("serverToClient.payload0.generations")
          .forEach(word -> region.set(JAVA_LONG, word.offset(), 1_000_000));
    }
    Pair.await(
        "forgotten",
        () -> server.end().isPresent() || server.session().inboundCalls().longReplyCount() <= 16);
  }

  // verifies L9
  @Test
  @DisplayName("an extent whose bitmap says that it is free stays while a thread writes to it")
  void keepsExtentsThatAreWrittenTo() throws Exception {
    Connection client = connect(OPTIONS.withExtentIdleNs(1));
    try (Sender sender = client.sharedSender();
        Claim claim = new Claim()) {
      assertEquals(0, sender.claim(200_000, claim, Pair.LONG_NS));
      MemorySegment extent = map("region-0000000000000001-extent-0");
      for (int i = 0; i < 20; i++) {
        for (long offset = 128; offset < 512; offset += 8) {
          extent.set(JAVA_LONG, offset, 0);
        }
        claim.buffer().setMemory(0, 200_000, (byte) i);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertTrue(client.end().isEmpty());
      assertEquals(
          List.of("region-0000000000000001", "region-0000000000000001-extent-0"),
          pair.connectionFiles());
    }
  }

  // verifies L9, L7
  @Test
  @DisplayName("two threads end the connection at once: the peer still hears why")
  void tellsThePeerWhyWhenTwoThreadsEndIt() throws Exception {
    Connection first = connect(OPTIONS);
    CyclicBarrier together = new CyclicBarrier(2);
    for (int i = 0; i < 300; i++) {
      Connection client = i == 0 ? first : pair.connect(OPTIONS);
      Connection server = pair.nextAccepted();
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                await(together);
                server.session().protocolError("on purpose");
              });
      await(together);
      server.session().protocolError("on purpose, too");
      other.join();
      Pair.await("the end", () -> client.end().isPresent());
      assertEquals(ErrorCode.PROTOCOL_ERROR, client.end().map(ConnectionEnd::code).orElseThrow());
      client.close();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      int ignored = barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
