package io.ranvier.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.endpoint.EndpointStatus.State;
import io.ranvier.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class EndpointsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final EndpointFixture fixture = new EndpointFixture();
  private final List<ChildJvm> children = new ArrayList<>();

  @AfterEach
  void endChildren() {
    children.forEach(ChildJvm::close);
    fixture.close();
  }

  private ChildJvm start(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add(1, fixture.root.path());
    ChildJvm child = ChildJvm.of(EndpointChild.class).args(all.toArray()).start();
    children.add(child);
    return child;
  }

  private static Map<String, State> states(List<EndpointStatus> all) {
    Map<String, State> states = new TreeMap<>();
    all.forEach(found -> states.put(found.name(), found.state()));
    return states;
  }

  // verifies L6
  @Test
  @DisplayName("a littered root: each is listed with its state, and only the dead are removed")
  void removesOnlyTheDead() throws IOException {
    EndpointIdentity dead = fixture.leaveDeadServer();
    Files.writeString(fixture.files.region(1), "old region");
    Files.writeString(fixture.files.extent(1, 0), "old extent");
    Files.writeString(fixture.files.callSlots(1, 2), "old call slots");
    Path root = fixture.root.path();
    Files.createDirectory(root.resolve("empty"));
    Files.createDirectory(root.resolve("not begun"));
    Files.createDirectory(root.resolve("kept"));
    Files.createDirectory(root.resolve("kept/mine"));
    Files.writeString(root.resolve("kept/life"), "");
    Files.writeString(root.resolve("kept/notes"), "mine");
    Files.createDirectory(root.resolve("work"));
    Files.writeString(root.resolve("work/Main.java"), "mine, too");
    Files.writeString(root.resolve("file"), "no endpoint");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("empty"));
    try (OwnedEndpoint owned =
        OwnedEndpoint.take(
            fixture.root, new EndpointName("live"), 0, EndpointFixture.NO_SETTINGS)) {
      Map<String, State> expected =
          new TreeMap<>(
              Map.of(
                  "echo",
                  State.DEAD,
                  "empty",
                  State.DEAD,
                  "kept",
                  State.DEAD,
                  "live",
                  State.LIVE,
                  "work",
                  State.UNKNOWN));
      List<EndpointStatus> found = Endpoints.list(fixture.root);
      assertEquals(expected, states(found));
      EndpointStatus echo = found.getFirst();
      assertEquals(dead, echo.identity().orElseThrow());
      assertEquals(1, echo.connections());
      assertEquals(6, echo.files());
      assertTrue(echo.bytes() > 4096, echo::toString);
      expected.put("echo", State.REMOVED);
      expected.put("empty", State.REMOVED);
      List<EndpointStatus> cleaned = Endpoints.clean(fixture.root);
      assertEquals(expected, states(cleaned));
      assertTrue(cleaned.get(2).detail().contains("no server makes"), cleaned::toString);
      assertEquals(
          Map.of("kept", State.UNKNOWN, "live", State.LIVE, "work", State.UNKNOWN),
          states(Endpoints.list(fixture.root)));
      assertTrue(cleaned.getLast().detail().contains("holds=Main.java"), cleaned::toString);
      assertTrue(owned.stillOwned(), owned::lossReason);
    }
    assertTrue(Files.isDirectory(root.resolve("kept/mine")));
    assertTrue(Files.exists(root.resolve("kept/notes")));
    assertTrue(Files.exists(root.resolve("work/Main.java")));
    assertTrue(Files.isDirectory(root.resolve("not begun")));
    assertTrue(Files.exists(root.resolve("file")));
  }

  // verifies L3
  @Test
  @DisplayName("a stopped server is live; a killed one is dead at once")
  void tellsStoppedFromDead() throws IOException {
    ChildJvm server = start("take");
    server.awaitLine("taken ", DEADLINE);
    server.signal("STOP");
    assertEquals(Map.of("echo", State.LIVE), states(Endpoints.clean(fixture.root)));
    server.kill();
    assertEquals(Map.of("echo", State.DEAD), states(Endpoints.list(fixture.root)));
    assertEquals(Map.of("echo", State.REMOVED), states(Endpoints.clean(fixture.root)));
    assertEquals(List.of(), Endpoints.clean(fixture.root));
  }

  // verifies L6
  @Test
  @DisplayName("servers that start and stop while others clean lose nothing")
  void cleansWhileServersStart() {
    ChildJvm[] cycling = {start("cycle", 300), start("cycle", 300)};
    for (ChildJvm child : cycling) {
      child.awaitLine("ready", DEADLINE);
    }
    for (ChildJvm child : cycling) {
      child.send("go");
    }
    int cleaned = 0;
    while (children.stream().anyMatch(ChildJvm::isAlive)) {
      // A server removes its own files under the lock: there is nothing to remove, ever.
      for (EndpointStatus found : Endpoints.clean(fixture.root)) {
        assertEquals(State.LIVE, found.state(), found::toString);
      }
      cleaned++;
    }
    for (ChildJvm child : cycling) {
      assertEquals("300", child.awaitLine("cycled ", DEADLINE));
    }
    assertTrue(cleaned > 10, "cleaned " + cleaned + " times");
  }
}
