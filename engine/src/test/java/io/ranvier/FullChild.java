package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.payload.PayloadClass;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@link RefusalTest} runs on a file system of its own that holds two MiB. */
final class FullChild {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

  private FullChild() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    ClientOptions client = ClientOptions.defaults().withRoot(root);
    try (Server server =
        Ranvier.listen("full", ServerOptions.defaults().withRoot(root))
            .onConnection(connection -> {
              Sender out = connection.sharedSender();
              return frame -> out.trySend(frame.method(), frame.payload());
            })
            .start()) {
      connectTooLarge(client);
      System.out.println("left " + entries(root.resolve(server.name())));
      sendWhenFull(root.resolve("filler"), client);
      useExtents(client);
    }
    System.out.println("root " + entries(root));
  }

  private static void connectTooLarge(ClientOptions client) {
    ConnectionOptions large =
        ConnectionOptions.defaults()
            .withOutbound(LaneOptions.defaults().withPayloadClasses(new PayloadClass(1 << 20, 4)));
    try {
      Ranvier.connect("full", client.withConnection(large)).close();
      System.out.println("region created");
    } catch (RanvierException e) {
      System.out.println("region " + e.code() + " " + e.getMessage());
    }
  }

  /** Not a byte is left for the head of an extent. */
  private static void sendWhenFull(Path filler, ClientOptions client) throws IOException {
    try (Connection connection = Ranvier.connect("full", client);
        Sender out = connection.sharedSender();
        Arena arena = Arena.ofConfined()) {
      try {
        Files.write(filler, new byte[3 << 20]);
        System.out.println("full not");
      } catch (IOException e) {
        long status = out.send(1, arena.allocate(100_000), 0, 100_000, LONG_NS);
        System.out.println("full sent " + status);
      }
    } catch (RanvierException e) {
      System.out.println("full " + e.code() + " " + e.getMessage());
    } finally {
      Files.delete(filler);
    }
  }

  private static void useExtents(ClientOptions client) {
    try (Connection connection = Ranvier.connect("full", client);
        Sender out = connection.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(3 << 20);
      System.out.println("extent " + trySend(connection, out, payload));
      long status = out.send(2, payload, 0, 100, LONG_NS);
      int ignored =
          status < 0
              ? 0
              : connection.receive(
                  frame -> System.out.println("small " + frame.length()), 1, LONG_NS);
    }
  }

  private static String trySend(Connection connection, Sender out, MemorySegment payload) {
    try {
      long status = out.send(1, payload, 0, 3 << 20, 1_000_000_000);
      boolean refused =
          connection.counters().get(Counter.EXTENTS_REFUSED) > 0 || status == -3 || status == -2;
      return refused ? "refused" : "sent " + status;
    } catch (RanvierException e) {
      return "refused";
    }
  }

  private static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
