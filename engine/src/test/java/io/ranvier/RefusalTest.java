package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.payload.PayloadClass;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.SmallTmpfs;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bad input of every kind: an error that names the thing, and nothing left behind. */
@Timeout(90)
final class RefusalTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private final Pair pair = new Pair();

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  @DisplayName("L2: an endpoint that is not there, and a root that is not")
  void namesTheUnknownEndpoint() throws IOException {
    Refusals.expect(ErrorCode.NO_SUCH_ENDPOINT, "pair", pair::connect);
    Path nowhere = pair.root.resolve("nowhere");
    Refusals.expect(
        ErrorCode.NO_SUCH_ENDPOINT,
        nowhere,
        () -> Ranvier.connect("pair", pair.clientOptions().withRoot(nowhere)));
    assertEquals(List.of(), entries(pair.root.path()));
  }

  @Test
  @DisplayName("L2: other version, other byte order, wrong field, cut short: each by its name")
  void namesWhatDoesNotFitInTheControlFile() throws IOException {
    pair.echo(pair.serverOptions());
    Path control = pair.root.resolve("pair").resolve("control");
    withByte(
        control,
        12,
        99,
        () -> Refusals.expect(ErrorCode.VERSION_MISMATCH, "itsMajor=99", pair::connect));
    withByte(
        control, 0, 1, () -> Refusals.expect(ErrorCode.GEOMETRY_MISMATCH, "magic", pair::connect));
    withByte(
        control,
        23,
        -1,
        () -> Refusals.expect(ErrorCode.GEOMETRY_MISMATCH, "settingsBytes", pair::connect));
    assertTrue(pair.connect().end().isEmpty());
    assertEquals(1, pair.connectionFiles().size());
  }

  @Test
  @DisplayName("L2: another server's nonce is no longer this server")
  void refusesAClientThatLookedForAnotherServer() throws IOException {
    pair.echo(pair.serverOptions());
    Path control = pair.root.resolve("pair").resolve("control");
    withByte(
        control,
        64,
        77,
        () -> Refusals.expect(ErrorCode.ENDPOINT_NOT_READY, "pair", pair::connect));
    assertEquals(List.of(), pair.connectionFiles());
  }

  @Test
  void namesAnUnsafeRoot() throws IOException {
    Files.setPosixFilePermissions(pair.root.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Refusals.expect(
        ErrorCode.UNSAFE_DIRECTORY, pair.root.path(), () -> pair.echo(pair.serverOptions()));
    Refusals.expect(ErrorCode.UNSAFE_DIRECTORY, pair.root.path(), pair::connect);
    assertEquals(List.of(), entries(pair.root.path()));
  }

  @Test
  void namesAnEndpointInUse() {
    Server first = pair.echo(pair.serverOptions());
    Refusals.expect(
        ErrorCode.ENDPOINT_IN_USE,
        "pair",
        () -> Ranvier.listen("pair", pair.serverOptions()).start());
    assertEquals(1, first.epoch());
    assertTrue(pair.connect().end().isEmpty(), "the first one was not disturbed");
  }

  @Test
  @DisplayName("C8: a region beyond the server's limit, one or all together")
  void namesTheMemoryLimit() {
    Server server =
        pair.echo(
            pair.serverOptions()
                .withLimits(
                    ServerLimits.defaults()
                        .withMaxRegionBytes(4 << 20)
                        .withMemoryQuotaBytes(5 << 20)));
    ConnectionOptions large =
        ConnectionOptions.defaults()
            .withOutbound(LaneOptions.defaults().withPayloadClasses(new PayloadClass(1 << 20, 8)));
    Refusals.expect(ErrorCode.LIMIT_EXCEEDED, 4 << 20, () -> pair.connect(large));
    ConnectionOptions medium =
        ConnectionOptions.defaults()
            .withOutbound(LaneOptions.defaults().withPayloadClasses(new PayloadClass(1 << 20, 3)));
    Connection first = pair.connect(medium);
    Refusals.expect(ErrorCode.LIMIT_EXCEEDED, 5 << 20, () -> pair.connect(medium));
    first.close();
    Pair.await("memory given back", () -> server.connectionCount() == 0);
    Connection second = pair.connect(medium);
    assertTrue(second.end().isEmpty());
    assertEquals(2, server.counters().get(Counter.CONNECTIONS_REJECTED));
    assertEquals(1, pair.connectionFiles().size());
  }

  @Test
  void namesTheLimitOfExclusiveSenders() {
    pair.echo(pair.serverOptions());
    Connection client =
        pair.connect(
            ConnectionOptions.defaults()
                .withOutbound(LaneOptions.defaults().withExclusiveRings(1)));
    Sender only = client.exclusiveSender();
    Refusals.expect(ErrorCode.LIMIT_EXCEEDED, "exclusiveRings=1", client::exclusiveSender);
    only.close();
    client.exclusiveSender().close();
  }

  @Test
  void refusesADispatcherThatNobodyWouldWake() {
    pair.echo(pair.serverOptions());
    Connection client = pair.connect(ConnectionOptions.defaults().withWaiting(Waiting.spin()));
    Dispatcher sleeping = new Dispatcher(Waiting.park(), pair::failed);
    RanvierException refusal =
        Refusals.expect(
            ErrorCode.INVALID_ARGUMENT, "SPIN", () -> sleeping.add(client, frame -> {}));
    assertTrue(refusal.getMessage().contains("PARK"), refusal.getMessage());
    assertTrue(client.end().isEmpty());
  }

  @Test
  @Tag("process")
  @DisplayName("L10: a file system too small for a region, then for an extent")
  void namesTheFullFileSystem() {
    try (TestRoot mount = TestRoot.create()) {
      Assumptions.assumeTrue(
          SmallTmpfs.missing(mount.path()).isEmpty(), () -> SmallTmpfs.missing(mount.path()));
      try (ChildJvm child =
          ChildJvm.of(FullChild.class)
              .prefix(SmallTmpfs.prefix(mount.path(), 2_048))
              .args(mount.path())
              .start()) {
        String region = child.awaitLine("region ", DEADLINE);
        assertTrue(region.startsWith("NO_SPACE"), region);
        assertTrue(region.contains("region-"), region);
        assertEquals("[control, life, socket]", child.awaitLine("left ", DEADLINE));
        String full = child.awaitLine("full ", DEADLINE);
        assertTrue(full.startsWith("LIMIT_EXCEEDED cannot lease payload slot"), full);
        assertTrue(full.contains("-extent-") && full.contains("file system larger"), full);
        assertFalse(full.contains("extentQuotaBytes"), full);
        String extent = child.awaitLine("extent ", DEADLINE);
        assertEquals("refused", extent);
        assertEquals("100", child.awaitLine("small ", DEADLINE), "the connection lives on");
        assertEquals("[.lock]", child.awaitLine("root ", DEADLINE));
        assertEquals(0, child.awaitExit(DEADLINE));
        assertEquals("", child.standardError());
      }
    }
  }

  @Test
  @DisplayName("C8: a sender reads why there is no extent, also when the other side refused it")
  void tellsWhyThereIsNoExtent() throws Exception {
    ServerLimits limits = ServerLimits.defaults().withMemoryQuotaBytes(1 << 20);
    pair.serve(pair.serverOptions().withLimits(limits), _ -> frame -> {});
    Connection client = pair.connect();
    for (Connection side : List.of(client, pair.nextAccepted())) {
      try (Sender out = side.sharedSender();
          Arena arena = Arena.ofConfined()) {
        MemorySegment payload = arena.allocate(1 << 20);
        RanvierException refusal =
            Refusals.expect(
                ErrorCode.LIMIT_EXCEEDED,
                "endpointQuotaBytes=" + (1 << 20),
                () -> out.send(1, payload, 0, 1 << 20, Pair.LONG_NS));
        assertTrue(refusal.getMessage().contains("lengthBytes=" + (1 << 20)));
        assertFalse(refusal.getMessage().contains("extentQuotaBytes"), refusal.getMessage());
      }
    }
  }

  private static void withByte(Path file, long offset, int value, Runnable task)
      throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int before = bytes.read();
      bytes.seek(offset);
      // What stands there may be random, and that value by chance.
      bytes.write(value == before ? ~value : value);
      try {
        task.run();
      } finally {
        bytes.seek(offset);
        bytes.write(before);
      }
    }
  }

  private static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
