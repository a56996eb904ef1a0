package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Claim;
import io.ranvier.lane.FrameBatch;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders whose files somebody makes shorter. The server does not poll: nobody else finds out. */
@Timeout(60)
final class CutShortTest {
  private static final int LARGE = 50_000;
  private static final int LARGER_THAN_ANY_CLASS = 100_000;

  private final TestRoot root = TestRoot.create();
  private final MemorySegment payload = Arena.ofAuto().allocate(LARGER_THAN_ANY_CLASS);
  private final Server server =
      Ranvier.listen("cut", ServerOptions.defaults().withRoot(root.path())).open();
  private final Connection client =
      Ranvier.connect("cut", ClientOptions.defaults().withRoot(root.path()));
  private final Sender out = client.sharedSender();

  @AfterEach
  void close() {
    try (root) {
      client.close();
      server.close();
      assertTrue(Files.notExists(root.resolve("cut")));
    }
  }

  enum Way {
    IN_CELLS,
    IN_SLOT,
    CLAIMED_IN_SLOT,
    WAITING
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("L10: a sender on a region cut short answers a status, and its connection ends")
  void answersAStatus(Way way) throws Exception {
    assertTrue(out.trySend(1, payload, 0, 8) >= 0);
    ToLongFunction<Sender> send =
        switch (way) {
          case IN_CELLS -> sender -> sender.trySend(1, payload, 0, 8);
          case IN_SLOT -> sender -> sender.trySend(1, payload, 0, LARGE);
          case CLAIMED_IN_SLOT -> sender -> sender.tryClaim(LARGE, new Claim());
          case WAITING -> sender -> sender.send(1, payload, 0, 8, Pair.LONG_NS);
        };
    if (way == Way.WAITING) {
      fillTheRing();
    }
    assertEndsAfterCutting("region-0000000000000001", send);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, LARGE})
  @DisplayName("L10: so does a claim that was open before, and nothing stays claimed")
  void answersAStatusForAClaim(int length) throws Exception {
    Claim claim = new Claim();
    assertEquals(0, out.tryClaim(length, claim));
    assertEndsAfterCutting("region-0000000000000001", sender -> claim.publish(1));
    assertFalse(claim.isOpen());
  }

  @Test
  @DisplayName("L10: so does a batch")
  void answersAStatusForABatch() throws Exception {
    FrameBatch batch = out.newBatch();
    assertTrue(batch.add(1, payload, 0, 8));
    assertEndsAfterCutting("region-0000000000000001", sender -> batch.tryPublish());
    assertTrue(batch.isEmpty());
  }

  @Test
  @DisplayName("L10: so does a sender whose own extent was cut short")
  void answersAStatusForAnExtent() throws Exception {
    assertTrue(out.send(1, payload, 0, LARGER_THAN_ANY_CLASS, Pair.LONG_NS) >= 0);
    assertEndsAfterCutting(
        "region-0000000000000001-extent-0",
        sender -> sender.trySend(1, payload, 0, LARGER_THAN_ANY_CLASS));
  }

  private void fillTheRing() {
    while (out.trySend(1, payload, 0, 8) >= 0) {
      Thread.onSpinWait();
    }
  }

  private void assertEndsAfterCutting(String name, ToLongFunction<Sender> send) throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(root.resolve("cut"))) {
      file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    assertEquals(Status.PROTOCOL_ERROR, send.applyAsLong(out));
    ConnectionEnd end = client.end().orElseThrow();
    assertEquals(ErrorCode.PROTOCOL_ERROR, end.code());
    assertTrue(end.reason().contains("cut short"), end.reason());
    assertEquals(Status.PROTOCOL_ERROR, out.trySend(1, payload, 0, 8));
    Refusals.expect(ErrorCode.CONNECTION_CLOSED, "PROTOCOL_ERROR", client::sharedSender);
  }
}
