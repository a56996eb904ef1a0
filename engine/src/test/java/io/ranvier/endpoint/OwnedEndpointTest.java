package io.ranvier.endpoint;

import static io.ranvier.endpoint.EndpointFixture.NAME;
import static io.ranvier.endpoint.EndpointFixture.mode;
import static io.ranvier.endpoint.Failures.assertFails;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.ProtocolVersion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnedEndpointTest {
  private final EndpointFixture fixture = new EndpointFixture();
  private final EndpointFiles files = fixture.files;

  @AfterEach
  void removeRoot() {
    fixture.close();
  }

  @Test
  @DisplayName("L1 an endpoint's files have exactly their modes and nothing else is there")
  void makesItsFiles() throws IOException {
    try (OwnedEndpoint owned = fixture.take()) {
      assertEquals(List.of("control", "life", "socket"), fixture.names());
      assertEquals("rwx------", mode(files.directory()));
      for (Path file : List.of(files.control(), files.life(), files.socket())) {
        assertEquals("rw-------", mode(file));
      }
      assertEquals("rw-------", mode(fixture.root.path().resolve(".lock")));
      assertEquals(1, owned.epoch());
      assertEquals(ProcessHandle.current().pid(), owned.identity().pid());
      assertEquals(ProtocolVersion.MAJOR, owned.identity().major());
      assertEquals(EndpointFixture.FEATURES, owned.identity().features());
      assertTrue(owned.stillOwned(), owned.lossReason());
    }
    assertEquals(List.of(), fixture.names());
    assertFalse(Files.exists(files.directory()));
  }

  @Test
  @DisplayName("L13 group access: 0750, 0660 for the socket, read-only control, private locks")
  void groupModes() throws IOException {
    Path path = fixture.root.path().resolve("shared");
    String group = Files.readAttributes(fixture.root.path(), "posix:group").get("group").toString();
    Root root = Root.openOrCreate(path, FileMode.group(group));
    try (OwnedEndpoint _ = OwnedEndpoint.take(root, NAME, 0, EndpointFixture.NO_SETTINGS)) {
      EndpointFiles shared = root.files(NAME);
      assertEquals("rwxr-x---", mode(shared.directory()));
      assertEquals("rw-rw----", mode(shared.socket()));
      assertEquals("rw-r-----", mode(shared.control()));
      assertEquals("rw-------", mode(shared.life()));
      assertEquals("rw-------", mode(path.resolve(".lock")));
    }
  }

  @Test
  void publishesSettingsAndCounters() {
    byte[] bytes = {1, 2, 3};
    try (OwnedEndpoint owned =
            OwnedEndpoint.take(fixture.root, NAME, 0, MemorySegment.ofArray(bytes));
        MappedFile mapped =
            MappedFile.attachReadOnly(
                fixture.root.files(NAME).control(), ControlLayout.STRUCT.byteSize())) {
      FoundEndpoint found = fixture.find();
      assertEquals(owned.identity(), found.identity());
      assertEquals(-1, found.settings().mismatch(MemorySegment.ofArray(bytes)));
      owned.counters().set(JAVA_LONG, 1016, 42);
      MemorySegment counters = ControlLayout.counters(mapped.segment());
      assertEquals(1024, counters.byteSize());
      assertEquals(42, counters.get(JAVA_LONG, 1016));
    }
    MemorySegment tooMany = MemorySegment.ofArray(new byte[897]);
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> OwnedEndpoint.take(fixture.root, NAME, 0, tooMany),
        "sizeBytes=897",
        "limit=896");
  }

  @Test
  @DisplayName("L1 a name in use is refused within one process, and the attempt drops no lock")
  void refusesANameInUse() {
    try (OwnedEndpoint owned = fixture.take()) {
      for (int attempt = 0; attempt < 3; attempt++) {
        assertFails(
            ErrorCode.ENDPOINT_IN_USE,
            fixture::take,
            "name=echo",
            "pid=" + ProcessHandle.current().pid(),
            fixture.root.path().toString());
      }
      assertTrue(owned.stillOwned());
    }
    fixture.take().close();
  }

  @Test
  @DisplayName("L6 a server whose files are removed under it notices and says which")
  void noticesRemovedFiles() throws IOException {
    for (Path victim : List.of(files.control(), files.life(), files.socket())) {
      try (OwnedEndpoint owned = fixture.take()) {
        assertEquals("", owned.lossReason());
        Files.delete(victim);
        assertFalse(owned.stillOwned());
        assertTrue(owned.lossReason().contains("path=" + victim + " was removed"));
      }
      try (var left = Files.list(fixture.root.path())) {
        assertEquals(1, left.count(), "only the root's lock file stays");
      }
    }
  }

  @Test
  @DisplayName("L1 a server that lost its name removes nothing of its successor's")
  void neverRemovesItsSuccessorsFiles() throws IOException {
    OwnedEndpoint first = fixture.take();
    for (String name : fixture.names()) {
      Files.delete(files.directory().resolve(name));
    }
    try (OwnedEndpoint second = fixture.take()) {
      assertTrue(first.lossReason().contains("was replaced"), first.lossReason());
      Files.writeString(second.regionPath(7), "region of the second");
      first.close();
      assertEquals("", second.lossReason());
      assertTrue(Files.exists(second.regionPath(7)));
      assertFails(ErrorCode.ENDPOINT_IN_USE, fixture::take);
    }
    assertEquals(List.of(), fixture.names());
  }

  @Test
  void closeIsIdempotentAndSurvivesTheLossOfTheRoot() {
    OwnedEndpoint owned = fixture.take();
    fixture.close();
    owned.close();
    owned.close();
    assertTrue(owned.lossReason().contains("was closed"), owned.lossReason());
    assertFalse(owned.serverSocket().isOpen());
  }

  @Test
  void cutShortControlIsNoticed() throws IOException {
    try (OwnedEndpoint owned = fixture.take()) {
      try (var file = new RandomAccessFile(files.control().toFile(), "rw")) {
        file.setLength(10);
      }
      assertTrue(owned.lossReason().contains("cut short"), owned.lossReason());
    }
  }
}
