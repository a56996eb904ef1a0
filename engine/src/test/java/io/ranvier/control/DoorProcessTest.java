package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.error.RanvierException;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that runs out of file descriptors for a while. */
@Tag("process")
@Timeout(90)
final class DoorProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int DESCRIPTORS = 96;

  /** Room for the buffers of fewer clients than come. */
  private static final String BUFFERS = "512k";

  private static final int CROWD = 96;

  /** A plain server; ends with its standard input. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      loadAllClasses();
      try (Server server =
          Ranvier.listen("door", ServerOptions.defaults().withRoot(Path.of(args[0]))).start()) {
        System.out.println("listening " + server.epoch());
        int ignored = System.in.read();
      }
    }

    /** A jar file is open all the time; a folder's classes need a descriptor each. */
    private static void loadAllClasses() throws Exception {
      Path folder =
          Path.of(Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
          String name = folder.relativize(file).toString().replace('/', '.');
          if (!name.equals("module-info.class")) {
            Class.forName(
                name.substring(0, name.length() - 6), false, Child.class.getClassLoader());
          }
        }
      }
    }
  }

  @Test
  @DisplayName("L9: a crowd at the door that exhausts the descriptors does not shut it for ever")
  void letsClientsInAgainWhenTheCrowdHasGone() throws Exception {
    List<String> fewDescriptors =
        List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$0\" \"$@\"");
    try (TestRoot root = TestRoot.create();
        ChildJvm server =
            ChildJvm.of(Child.class).prefix(fewDescriptors).args(root.path()).start()) {
      getInAfterCrowd(server, root.path(), DESCRIPTORS);
    }
  }

  @Test
  @DisplayName("L9: a crowd that exhausts the memory for sockets does not shut the door for ever")
  void letsClientsInAgainWhenThereIsMemory() throws Exception {
    try (TestRoot root = TestRoot.create();
        ChildJvm server =
            ChildJvm.of(Child.class)
                .flags("-XX:MaxDirectMemorySize=" + BUFFERS)
                .args(root.path())
                .start()) {
      getInAfterCrowd(server, root.path(), CROWD);
    }
  }

  /** Demands that a client gets in when so many others have come and gone. */
  private static void getInAfterCrowd(ChildJvm server, Path root, int clients) throws Exception {
    server.awaitLine("listening", DEADLINE);
    List<RawPeer> crowd = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      crowd.add(RawPeer.connect(root, "door"));
    }
    for (RawPeer peer : crowd) {
      peer.close();
    }
    connectWithin(root, TimeUnit.SECONDS.toNanos(30));
    server.send("");
    int exitCode = server.awaitExit(DEADLINE);
    assertEquals("", server.standardError());
    assertEquals(0, exitCode);
  }

  /** Tries until it works: for a moment the server may still lack what a connection needs. */
  private static void connectWithin(Path root, long timeNs) {
    long startNs = System.nanoTime();
    ClientOptions options =
        ClientOptions.defaults().withRoot(root).withConnectTimeoutNs(2_000_000_000);
    while (true) {
      try (Connection client = Ranvier.connect("door", options)) {
        assertTrue(client.end().isEmpty());
        return;
      } catch (RanvierException e) {
        assertTrue(System.nanoTime() - startNs < timeNs, e::getMessage);
      }
    }
  }
}
