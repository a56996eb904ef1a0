package io.ranvier.endpoint;

import static io.ranvier.endpoint.Failures.assertFails;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import io.ranvier.memory.SharedStruct;
import io.ranvier.slot.Threads;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FoundEndpointTest {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  private final EndpointFixture fixture = new EndpointFixture();
  private final EndpointFiles files = fixture.files;

  @AfterEach
  void removeRoot() {
    fixture.close();
  }

  @Test
  @DisplayName("L2 no such endpoint")
  void noSuchEndpoint() {
    assertFails(
        ErrorCode.NO_SUCH_ENDPOINT,
        fixture::find,
        "name=echo",
        "root=" + fixture.root.path(),
        "start its server");
  }

  @Test
  @DisplayName("L2 still being created: no control file yet, or one without magic")
  void stillBeingCreated() throws IOException {
    Files.createDirectory(files.directory());
    Files.setPosixFilePermissions(files.directory(), PosixFilePermissions.fromString("rwx------"));
    assertFails(ErrorCode.ENDPOINT_NOT_READY, fixture::find, "no control file yet");
    Files.delete(files.directory());
    fixture.leaveDeadServer();
    change(control -> control.set(JAVA_LONG, 0, 0));
    assertFails(ErrorCode.ENDPOINT_NOT_READY, fixture::find, "not complete yet");
  }

  // verifies L1
  @Test
  @DisplayName("L2 whatever moment a name is given up or taken at, who looks is told to try again")
  void aNameThatComesAndGoes() {
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Void> server =
        Threads.start(() -> {
          while (!over.get()) {
            fixture.take().close();
          }
        });
    try {
      for (int found = 0; found < 300; ) {
        try {
          FoundEndpoint _ = fixture.find();
          found++;
        } catch (RanvierException e) {
          assertTrue(
              e.code() == ErrorCode.NO_SUCH_ENDPOINT || e.code() == ErrorCode.ENDPOINT_NOT_READY,
              e.toString());
        }
      }
    } finally {
      over.set(true);
    }
    assertDoesNotThrow(() -> Threads.join(server));
  }

  @Test
  @DisplayName("L2 other major version; L12 another minor version is welcome")
  void otherVersions() {
    fixture.leaveDeadServer();
    long minorAt = ControlLayout.STRUCT.offset("minor");
    change(control -> control.set(JAVA_INT, minorAt, ProtocolVersion.MINOR + 7));
    assertEquals(ProtocolVersion.MINOR + 7, fixture.find().identity().minor());
    long majorAt = ControlLayout.STRUCT.offset("major");
    change(control -> control.set(JAVA_INT, majorAt, ProtocolVersion.MAJOR + 1));
    assertFails(
        ErrorCode.VERSION_MISMATCH,
        fixture::find,
        "itsMajor=" + (ProtocolVersion.MAJOR + 1),
        "ownMajor=" + ProtocolVersion.MAJOR);
  }

  @Test
  @DisplayName("L2 a control file of another major version may have another size")
  void otherVersionsMayBeShorter() throws IOException {
    fixture.leaveDeadServer();
    change(control -> control.set(JAVA_INT, ControlLayout.STRUCT.offset("major"), 99));
    truncate(ControlLayout.PREFIX_BYTES);
    assertFails(ErrorCode.VERSION_MISMATCH, fixture::find, "itsMajor=99");
  }

  @Test
  @DisplayName("L2 other byte order")
  void otherByteOrder() {
    fixture.leaveDeadServer();
    change(FoundEndpointTest::swapPrefix);
    assertFails(ErrorCode.BYTE_ORDER_MISMATCH, fixture::find, files.control().toString());
  }

  @Test
  @DisplayName("L2 a control file cut short, at any length, is a geometry error or not ready")
  void cutShort() throws IOException {
    fixture.leaveDeadServer();
    long full = Files.size(files.control());
    for (long length : List.of(full - 1, 2048L, 100L, 64L)) {
      truncate(length);
      assertFails(ErrorCode.GEOMETRY_MISMATCH, fixture::find, "field=fileBytes", "=" + length);
    }
    for (long length : List.of(63L, 8L, 1L, 0L)) {
      truncate(length);
      assertFails(ErrorCode.GEOMETRY_MISMATCH, fixture::find, "field=size", "=" + length);
    }
  }

  @Test
  @DisplayName("L2 a field that cannot be is named")
  void damagedFields() {
    fixture.leaveDeadServer();
    long settingsAt = ControlLayout.STRUCT.offset("settingsBytes");
    for (int bad : new int[] {-1, 897, Integer.MIN_VALUE}) {
      change(control -> control.set(JAVA_INT, settingsAt, bad));
      assertFails(ErrorCode.GEOMETRY_MISMATCH, fixture::find, "field=settingsBytes", "=" + bad);
    }
    change(control -> control.set(JAVA_INT, ControlLayout.STRUCT.offset("byteOrder"), 5));
    assertFails(ErrorCode.GEOMETRY_MISMATCH, fixture::find, "field=byteOrder");
    change(control -> control.set(JAVA_LONG, 0, 0x1234));
    assertFails(ErrorCode.GEOMETRY_MISMATCH, fixture::find, "field=magic", "value=0x1234");
  }

  @Test
  void neverFollowsLinks() throws IOException {
    fixture.leaveDeadServer();
    Files.move(files.control(), fixture.root.path().resolve("moved"));
    Files.createSymbolicLink(files.control(), fixture.root.path().resolve("moved"));
    assertFails(ErrorCode.GEOMETRY_MISMATCH, fixture::find, "not a regular file");
    Files.move(files.directory(), fixture.root.path().resolve("directory"));
    Files.createSymbolicLink(files.directory(), fixture.root.path().resolve("directory"));
    assertFails(ErrorCode.UNSAFE_DIRECTORY, fixture::find, "symbolic link");
  }

  @Test
  @DisplayName("L2 stale: its owner is dead")
  void staleWhenNobodyListens() {
    EndpointIdentity dead = fixture.leaveDeadServer();
    FoundEndpoint found = fixture.find();
    assertEquals(Optional.empty(), found.tryConnect());
    assertFails(
        ErrorCode.ENDPOINT_STALE,
        () -> found.connect(LONG_NS),
        "name=echo",
        "pid=" + dead.pid(),
        "epoch=1");
  }

  @Test
  void connectsToALivingServer() throws IOException {
    try (OwnedEndpoint owned = fixture.take();
        SocketChannel mine = fixture.find().connect(LONG_NS);
        SocketChannel theirs = owned.serverSocket().accept()) {
      assertTrue(mine.isBlocking() && mine.isConnected());
      mine.write(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer received = ByteBuffer.allocate(1);
      theirs.read(received);
      assertEquals(42, received.get(0));
    }
  }

  @Test
  @DisplayName("what happened between find and connect is told apart")
  void changesBetweenFindAndConnect() throws IOException {
    OwnedEndpoint closing = fixture.take();
    FoundEndpoint found = fixture.find();
    assertTrue(found.stillPublished());
    closing.close();
    assertFalse(found.stillPublished());
    assertFails(ErrorCode.NO_SUCH_ENDPOINT, () -> found.connect(LONG_NS), "look it up again");

    fixture.leaveDeadServer();
    FoundEndpoint old = fixture.find();
    try (OwnedEndpoint _ = fixture.take()) {
      Files.delete(files.socket());
      assertFails(ErrorCode.ENDPOINT_NOT_READY, () -> old.connect(LONG_NS), "taken over");
      FoundEndpoint fresh = fixture.find();
      assertFails(ErrorCode.ENDPOINT_NOT_READY, () -> fresh.connect(LONG_NS), "no socket");
    }
  }

  @Test
  @DisplayName("L5 a server that never accepts cannot hold a client for ever")
  void connectHasADeadlineAndCanBeInterrupted() throws IOException {
    List<SocketChannel> queued = new ArrayList<>();
    try (OwnedEndpoint _ = fixture.take()) {
      FoundEndpoint found = fixture.find();
      assertFails(
          ErrorCode.TIMED_OUT, () -> fillBacklog(found, queued), "waitedMs=1000", "not accept");
      assertEquals(Optional.empty(), found.tryConnect());
      Thread.currentThread().interrupt();
      assertFails(ErrorCode.INTERRUPTED, () -> found.connect(LONG_NS), "name=echo");
      assertTrue(Thread.interrupted(), "the interrupt was lost");
    } finally {
      for (SocketChannel channel : queued) {
        channel.close();
      }
    }
  }

  @Test
  @DisplayName("connects at once to a server that has room for it, also when interrupted")
  void connectsWithoutAWait() throws IOException {
    try (OwnedEndpoint owned = fixture.take()) {
      Thread.currentThread().interrupt();
      try (SocketChannel mine = fixture.find().tryConnect().orElseThrow();
          SocketChannel theirs = acceptUninterrupted(owned)) {
        assertTrue(mine.isConnected() && theirs.isConnected() && !mine.isBlocking());
      }
    }
  }

  private static SocketChannel acceptUninterrupted(OwnedEndpoint owned) throws IOException {
    assertTrue(Thread.interrupted(), "the interrupt was lost");
    return owned.serverSocket().accept();
  }

  private static void fillBacklog(FoundEndpoint found, List<SocketChannel> queued) {
    while (queued.size() < 10_000) {
      queued.add(found.connect(TimeUnit.SECONDS.toNanos(1)));
    }
  }

  /** Rewrites the prefix as a machine of the other byte order would have written it. */
  private static void swapPrefix(MemorySegment control) {
    for (SharedStruct.Field field : ControlLayout.STRUCT.fields()) {
      long offset = field.offset();
      if (offset < ControlLayout.PREFIX_BYTES && field.sizeBytes() == 8) {
        control.set(JAVA_LONG, offset, Long.reverseBytes(control.get(JAVA_LONG, offset)));
      } else if (offset < ControlLayout.PREFIX_BYTES) {
        control.set(JAVA_INT, offset, Integer.reverseBytes(control.get(JAVA_INT, offset)));
      }
    }
  }

  private void change(Consumer<MemorySegment> edit) {
    long size = ControlLayout.STRUCT.byteSize();
    try (MappedFile control = MappedFile.attach(files.control(), size, Reservation.FULL)) {
      edit.accept(control.segment());
    }
  }

  private void truncate(long sizeBytes) throws IOException {
    try (var file = new RandomAccessFile(files.control().toFile(), "rw")) {
      file.setLength(sizeBytes);
    }
  }
}
