package io.ranvier.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ranvier.memory.FileMode;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of another user; needs root to become one. */
@Timeout(120)
class GroupAccessProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String STRANGER = "65534";

  private final TestRoot parent = TestRoot.create();
  private final Path path = parent.resolve("root");
  private String groupId;
  private String groupName;

  @BeforeEach
  void becomeableStranger() throws IOException, InterruptedException {
    assumeTrue(CurrentUser.uid() == 0, "only root can start a child as another user");
    groupId = Files.getAttribute(parent.path(), "unix:gid").toString();
    groupName = Files.readAttributes(parent.path(), "posix:group").get("group").toString();
    // The stranger must reach the root under test, and read the classes.
    Files.setPosixFilePermissions(parent.path(), PosixFilePermissions.fromString("rwx--x--x"));
    Path classes = classFile();
    Process probe =
        new ProcessBuilder(
                "setpriv", "--reuid", STRANGER, "--clear-groups", "cat", classes.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(probe.waitFor() == 0, "another user cannot read the test's classes");
  }

  @AfterEach
  void removeRoot() {
    parent.close();
  }

  @Test
  @DisplayName("L13 with group access another user of the group connects")
  void groupMembersConnect() {
    Root root = Root.openOrCreate(path, FileMode.group(groupName));
    try (OwnedEndpoint owned = take(root);
        ChildJvm client = stranger(groupId, "findAsGroup", groupName)) {
      String found = client.awaitLine("found ", DEADLINE);
      assertTrue(found.contains("pid=" + owned.identity().pid()), found);
      assertEquals("true", client.awaitLine("connected ", DEADLINE));
      assertEquals(0, client.awaitExit(DEADLINE));
    }
  }

  @Test
  @DisplayName("L2 L13 with group access a user outside the group has no permission")
  void othersHaveNoPermission() {
    Root root = Root.openOrCreate(path, FileMode.group(groupName));
    try (OwnedEndpoint _ = take(root);
        ChildJvm client = stranger(STRANGER, "findAsGroup", groupName)) {
      String refusal = client.awaitLine("refused ACCESS_DENIED ", DEADLINE);
      assertTrue(refusal.contains(path.toString()), refusal);
    }
  }

  @Test
  @DisplayName("L13 without group access another user is refused")
  void otherUsersAreRefused() {
    Root root = Root.openOrCreate(path, FileMode.ownerOnly());
    try (OwnedEndpoint _ = take(root)) {
      try (ChildJvm client = stranger(groupId, "find", "")) {
        client.awaitLine("refused UNSAFE_DIRECTORY ", DEADLINE);
      }
      try (ChildJvm client = stranger(groupId, "findAsGroup", groupName)) {
        client.awaitLine("refused UNSAFE_DIRECTORY ", DEADLINE);
      }
    }
  }

  @Test
  @DisplayName("L2 an endpoint that its owner closed to the group has no permission")
  void closedEndpoint() throws IOException {
    Root root = Root.openOrCreate(path, FileMode.group(groupName));
    try (OwnedEndpoint _ = take(root)) {
      Path control = root.files(EndpointFixture.NAME).control();
      Files.setPosixFilePermissions(control, PosixFilePermissions.fromString("rw-------"));
      try (ChildJvm client = stranger(groupId, "findAsGroup", groupName)) {
        String refusal = client.awaitLine("refused ACCESS_DENIED ", DEADLINE);
        assertTrue(refusal.contains(control.toString()), refusal);
      }
    }
  }

  private ChildJvm stranger(String gid, String command, String argument) {
    return ChildJvm.of(EndpointChild.class)
        .prefix(List.of("setpriv", "--reuid", STRANGER, "--regid", gid, "--clear-groups"))
        .args(command, path, argument)
        .start();
  }

  private static OwnedEndpoint take(Root root) {
    return OwnedEndpoint.take(root, EndpointFixture.NAME, 0, EndpointFixture.NO_SETTINGS);
  }

  private static Path classFile() {
    try {
      return Path.of(EndpointChild.class.getResource("EndpointChild.class").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
