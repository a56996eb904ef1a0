package io.ranvier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ranvier list} and {@code ranvier clean}. */
@Timeout(60)
class EndpointCommandsTest {
  @TempDir private Path directory;
  private Path root;

  @BeforeEach
  void openRoot() {
    root = directory.resolve("root");
  }

  private Server listen(String name) {
    return Ranvier.listen(name, ServerOptions.defaults().withRoot(root))
        .onConnection(client -> frame -> {})
        .open();
  }

  private CliRun run(String command, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = command;
    all[1] = "--root";
    all[2] = root.toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return CliRun.of(all);
  }

  /** Leaves a directory as of a server that was killed early. */
  private void leave(String name) throws IOException {
    Files.createDirectory(root.resolve(name));
    Files.writeString(root.resolve(name).resolve("life"), "");
    Files.writeString(root.resolve(name).resolve("region-0000000000000001"), "old");
  }

  @Test
  void listsTheLivingAndTheDead() throws IOException {
    try (Server _ = listen("orders")) {
      leave("prices");
      String[] lines = run("list").out().split("\n");
      assertEquals(3, lines.length);
      assertTrue(lines[0].startsWith("name "), lines[0]);
      assertTrue(
          lines[1].matches("orders +live +" + ProcessHandle.current().pid() + " .*"), lines[1]);
      assertTrue(lines[2].matches("prices +dead +- .*"), lines[2]);
    }
  }

  @Test
  void listsAsJson() throws IOException {
    try (Server _ = listen("orders")) {
      leave("prices");
      CliRun run = run("list", "--json");
      assertEquals(ExitCode.OK, run.exitCode(), run::err);
      Map<String, Object> report = JSON.std.mapFrom(run.out());
      assertEquals(root.toString(), report.get("root"));
      List<?> endpoints = (List<?>) report.get("endpoints");
      Map<?, ?> orders = (Map<?, ?>) endpoints.get(0);
      assertEquals("live", orders.get("state"));
      assertEquals((int) ProcessHandle.current().pid(), orders.get("pid"));
      Map<?, ?> prices = (Map<?, ?>) endpoints.get(1);
      assertEquals(
          Map.of("name", "prices", "state", "dead", "connections", 1, "files", 2, "bytes", 3),
          prices);
    }
  }

  @Test
  void cleansOnlyTheDead() throws IOException {
    try (Server server = listen("orders")) {
      leave("prices");
      CliRun run = run("clean");
      assertEquals(ExitCode.OK, run.exitCode(), run::err);
      assertTrue(run.out().contains("prices") && run.out().contains("removed"), run::out);
      assertTrue(!run.out().contains("orders"), run::out);
      assertTrue(!Files.exists(root.resolve("prices")));
      assertEquals("", run("clean").out());
      Ranvier.connect("orders", io.ranvier.ClientOptions.defaults().withRoot(root)).close();
      assertEquals("orders", server.name());
    }
  }

  @Test
  void saysWhatItCouldNotRemove() throws IOException {
    try (Server _ = listen("orders")) {
      leave("prices");
      Files.createDirectory(root.resolve("prices/mine"));
      CliRun run = run("clean");
      assertEquals(ExitCode.FAILED, run.exitCode());
      assertTrue(run.out().contains("no server makes"), run::out);
    }
  }

  @Test
  void findsNothingWhereNothingIs() {
    for (String command : List.of("list", "clean")) {
      CliRun run = run(command);
      assertEquals(ExitCode.OK, run.exitCode(), run::err);
      assertEquals("", run.out() + run.err());
    }
  }

  @Test
  void refusesADirectoryThatIsNotSafe() throws IOException {
    Files.createDirectory(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    CliRun run = run("clean");
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("unsafe directory") && run.err().contains("chmod"), run::err);
    assertTrue(!run.err().contains("at io.ranvier"), run::err);
  }
}
