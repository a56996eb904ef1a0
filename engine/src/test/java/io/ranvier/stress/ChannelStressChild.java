package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.FrameHandler;
import io.ranvier.testing.Pair;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The serving JVM of {@link ChannelStressProcessTest}, which opens channels, too.
 *
 * <pre>
 * command    answer
 * stop       stopped: it opens no more channels, and all that were are over
 * clean      clean: on its side everything is free
 * hang up    hung up: it has closed the connection
 * next       next, and what was wrong: the connection is gone, and its threads
 * wrong      wrong, and what was wrong until now
 * finish     tally
 * </pre>
 */
final class ChannelStressChild {
  static final String NAME = "streams";

  private final ChannelStressTally tally = new ChannelStressTally();
  private final BlockingQueue<Client> clients = new LinkedBlockingQueue<>();
  private final SplittableRandom random;

  private ChannelStressChild(SplittableRandom random) {
    this.random = random;
  }

  private record Client(Connection connection, ChannelStressSide side) {}

  /** Arguments: the root, the seed. */
  public static void main(String... args) throws Exception {
    new ChannelStressChild(new SplittableRandom(Long.parseLong(args[1]))).serve(Path.of(args[0]));
    System.exit(0);
  }

  private void serve(Path root) throws Exception {
    ConnectionOptions options = ChannelStressProcessTest.options(random);
    try (Server server =
        Ranvier.listen(NAME, ServerOptions.defaults().withRoot(root).withConnection(options))
            .onConnection(this::onConnection)
            .start()) {
      System.out.println("listening " + options);
      obey(server);
    }
  }

  private FrameHandler onConnection(Connection connection) {
    clients.add(new Client(connection, ChannelStressSide.start(connection, tally, random.split())));
    return frame -> {};
  }

  private void obey(Server server) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Client client = null;
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("finish")) {
        System.out.println("tally " + tally);
        return;
      }
      if (line.equals("wrong")) {
        System.out.println("wrong " + tally.wrong());
        continue;
      }
      client = client == null ? clients.take() : client;
      switch (line) {
        case "stop" -> {
          client.side().stop();
          client.side().join();
          System.out.println("stopped " + tally.wrong());
        }
        case "clean" -> {
          client.side().awaitClean();
          System.out.println("clean " + tally.wrong());
        }
        case "hang up" -> {
          client.connection().close();
          System.out.println("hung up");
        }
        default -> {
          client.side().join();
          Pair.await("the connection gone", () -> server.connectionCount() == 0);
          System.out.println("next " + tally.wrong());
          client = null;
        }
      }
    }
  }
}
