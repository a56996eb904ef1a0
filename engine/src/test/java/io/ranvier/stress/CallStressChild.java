package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.Inside;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.FrameHandler;
import io.ranvier.stress.CallStressActor.Cast;
import io.ranvier.testing.Pair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The serving JVM of {@link CallStressProcessTest}, which calls its clients, too.
 *
 * <pre>
 * command        answer
 * quiet          clean: it has stopped calling, and on its side everything is free
 * hang up        hung up: it has closed the connection
 * next           next: the connection is gone, and who called on it has stopped
 * finish FILE    finished, and what was wrong: FILE holds the ids that the client handled; the
 *                ids that were handled here are in FILE.answer
 * </pre>
 */
final class CallStressChild {
  static final String NAME = "stressed";

  private final CallStressLedger ledger = new CallStressLedger();
  private final CallStressHandler handler = new CallStressHandler(ledger);
  private final BlockingQueue<Client> clients = new LinkedBlockingQueue<>();
  private final SplittableRandom random;
  private final ConnectionOptions options;

  private CallStressChild(SplittableRandom random) {
    this.random = random;
    this.options = CallStressOptions.random(random);
  }

  /** A connection and those who call on it. */
  private static final class Client {
    final Connection connection;
    final AtomicInteger ends = new AtomicInteger();
    volatile boolean over;
    Cast cast;

    Client(Connection connection) {
      this.connection = connection;
      connection.onEnd(_ -> ends.incrementAndGet());
    }
  }

  /** Arguments: the root, the seed. */
  public static void main(String... args) throws Exception {
    new CallStressChild(new SplittableRandom(Long.parseLong(args[1]))).serve(Path.of(args[0]));
  }

  private void serve(Path root) throws Exception {
    try (Server server =
        Ranvier.listen(NAME, ServerOptions.defaults().withRoot(root).withConnection(options))
            .onConnection(this::onConnection)
            .onFailure(handler::onFailure)
            .start()) {
      System.out.println("listening " + options);
      obey(server);
    }
    System.exit(0);
  }

  /** On the housekeeper: the calls are made by other threads. */
  private FrameHandler onConnection(Connection connection) {
    connection.serve(handler.services(), handler::onFailure);
    Client client = new Client(connection);
    client.cast =
        Cast.start(
            connection,
            CallStressOptions.hasExclusive(options),
            ledger,
            random.split(),
            () -> client.over);
    clients.add(client);
    return frame -> {};
  }

  private void obey(Server server) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Client client = null;
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", 2);
      if (client == null && !words[0].equals("finish")) {
        client = clients.take();
      }
      switch (words[0]) {
        case "quiet" -> {
          client.over = true;
          client.cast.join(ledger);
          Connection connection = client.connection;
          awaitClean(connection, handler);
          System.out.println("clean " + ledger.wrong());
        }
        case "hang" -> {
          client.connection.close();
          System.out.println("hung up");
        }
        case "next" -> {
          leave(client, server);
          client = null;
          System.out.println("next " + ledger.wrong());
        }
        default -> {
          finish(Path.of(words[1]));
          return;
        }
      }
    }
  }

  private void leave(Client client, Server server) {
    client.cast.join(ledger);
    Pair.await("the connection gone", () -> server.connectionCount() == 0);
    Pair.await("the end told", () -> client.ends.get() == 1);
  }

  /** Waits until nothing is at work, and nothing is leased, on this side of a connection. */
  static void awaitClean(Connection connection, CallStressHandler handler) {
    var session = Inside.session(connection);
    Pair.await("late answers given", handler::isIdle);
    Pair.await("no call at work", () -> session.inboundCalls().sharedCount() == 0);
    Pair.await("call slots free", () -> session.outboundCalls().inFlight() == 0);
    Pair.await("no long reply", () -> session.inboundCalls().longReplyCount() == 0);
    Pair.await("requests given back", () -> session.inbound().inbox().heldCount() == 0);
    Pair.await(
        "payload slots free",
        () -> {
          int ignored = session.outbound().pool().harvest();
          return session.outbound().pool().takenCount() == 0;
        });
  }

  private void finish(Path file) throws IOException {
    handler.close();
    ledger.compare(BitSet.valueOf(Files.readAllBytes(file)));
    Files.write(Path.of(file + ".answer"), handler.handled().toByteArray());
    System.out.println("finished " + ledger.wrong());
    System.out.println("tally " + ledger);
  }
}
