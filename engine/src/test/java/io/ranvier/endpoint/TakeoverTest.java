package io.ranvier.endpoint;

import static io.ranvier.endpoint.Failures.assertFails;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ranvier.error.ErrorCode;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TakeoverTest {
  private final EndpointFixture fixture = new EndpointFixture();
  private final EndpointFiles files = fixture.files;

  @AfterEach
  void removeRoot() {
    fixture.close();
  }

  @Test
  @DisplayName("L6 a dead server's name is taken over with a new epoch, its leftovers removed")
  void takesOverFromADeadServer() throws IOException {
    EndpointIdentity dead = fixture.leaveDeadServer();
    Files.writeString(files.region(1), "old region");
    Files.writeString(files.extent(1, 0), "old extent");
    try (OwnedEndpoint owned = fixture.take()) {
      assertEquals(dead.epoch() + 1, owned.epoch());
      assertNotEquals(dead.nonceHigh(), owned.identity().nonceHigh());
      assertNotEquals(dead.nonceLow(), owned.identity().nonceLow());
      assertEquals(List.of("control", "life", "socket"), fixture.names());
    }
    assertFalse(Files.exists(files.directory()));
  }

  @Test
  void takeoverNeverFollowsALink() throws IOException {
    Path target = Files.writeString(fixture.root.path().resolve("precious"), "precious");
    fixture.leaveDeadServer();
    Files.createSymbolicLink(files.directory().resolve("link"), target);
    Files.createDirectory(files.directory().resolve("mine"));
    fixture.take().close();
    assertEquals("precious", Files.readString(target));
    assertEquals(List.of("link", "mine"), fixture.names());
  }

  @Test
  @DisplayName("a directory that no server made is neither taken nor changed")
  void refusesADirectoryOfSomethingElse() throws IOException {
    Files.createDirectory(files.directory());
    Path precious = Files.writeString(files.directory().resolve("Main.java"), "precious");
    assertFails(ErrorCode.UNSAFE_DIRECTORY, fixture::take);
    assertEquals("precious", Files.readString(precious));
    assertEquals(List.of("Main.java"), fixture.names());
  }

  @Test
  void refusesADirectoryThatIsALink() throws IOException {
    Path elsewhere = Files.createDirectory(fixture.root.path().resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("control"), "precious");
    Files.createSymbolicLink(files.directory(), elsewhere);
    assertFails(ErrorCode.UNSAFE_DIRECTORY, fixture::take, "symbolic link");
    assertEquals("precious", Files.readString(elsewhere.resolve("control")));
  }

  @Test
  @DisplayName("crash points 1 to 7 of a takeover: whatever is left, the next one succeeds")
  void takesOverFromEveryCrashPoint() throws IOException {
    // 1: an empty directory
    Files.createDirectory(files.directory());
    takeAndExpectEpoch(1);
    // 2: a life file without its lock
    Files.createDirectory(files.directory());
    Files.createFile(files.life());
    takeAndExpectEpoch(1);
    // 3: the new control file beside the old one
    long epoch = fixture.leaveDeadServer().epoch();
    writeControlInMaking(epoch + 1);
    takeAndExpectEpoch(epoch + 2);
    // 4 and 5: the old control file is gone, the epoch is not
    Files.createDirectory(files.directory());
    writeControlInMaking(8);
    takeAndExpectEpoch(9);
    // 6: the socket is bound, nothing published
    Files.createDirectory(files.directory());
    writeControlInMaking(4);
    bindAndAbandonSocket();
    takeAndExpectEpoch(5);
    // 7: published, the other name of the control file is still there
    fixture.leaveDeadServer();
    Files.createLink(files.controlInMaking(), files.control());
    takeAndExpectEpoch(2);
  }

  @Test
  void takesOverFromGarbage() throws IOException {
    fixture.leaveDeadServer();
    Files.write(files.control(), new byte[] {1, 2, 3});
    Files.write(files.controlInMaking(), new byte[0]);
    takeAndExpectEpoch(1);
  }

  @Test
  @DisplayName("a take that fails half way leaves nothing and holds nothing")
  void failedTakeLeavesNothing() throws IOException {
    fixture.leaveDeadServer();
    Files.delete(files.socket());
    Files.createDirectory(files.socket()); // binding fails: the name is taken by a directory
    assertFails(ErrorCode.IO_FAILURE, fixture::take, "cannot take endpoint echo");
    assertEquals(List.of("socket"), fixture.names());
    Files.delete(files.socket());
    takeAndExpectEpoch(1);
  }

  private void takeAndExpectEpoch(long epoch) throws IOException {
    try (OwnedEndpoint owned = fixture.take()) {
      FoundEndpoint found = fixture.find();
      assertEquals(epoch, owned.epoch());
      assertEquals(owned.identity(), found.identity());
      assertEquals(List.of("control", "life", "socket"), fixture.names());
    }
    assertEquals(List.of(), fixture.names());
  }

  private void writeControlInMaking(long epoch) {
    try (MappedFile control =
        MappedFile.create(
            files.controlInMaking(),
            ControlLayout.STRUCT.byteSize(),
            Reservation.FULL,
            FileMode.ownerOnly())) {
      var identity = new EndpointIdentity(ProtocolVersion.MAJOR, 0, 0, epoch, 1, 2, 3, 4);
      ControlLayout.write(control.segment(), identity, EndpointFixture.NO_SETTINGS);
      assertEquals(0, control.segment().get(JAVA_BYTE, 0), "no magic yet");
    }
  }

  private void bindAndAbandonSocket() throws IOException {
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(files.socket()));
    }
  }
}
