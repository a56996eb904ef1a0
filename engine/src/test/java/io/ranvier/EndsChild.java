package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.payload.PayloadClass;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pattern;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What {@link DeathProcessTest} runs in other JVMs: {@code serve|send|echo|truncated <root>}. */
final class EndsChild {
  static final int FRAMES = 300;
  static final String NAME = "mortal";
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  private EndsChild() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[1]);
    switch (args[0]) {
      case "serve" -> serve(root, client -> EndsChild.echo(client));
      case "push" -> serve(root, client -> pushing(client));
      case "send" -> send(root);
      case "use" -> use(root);
      case "exit" -> exit(root);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Sizes across inline, multi-cell, slot and extent. */
  static int length(int frame) {
    return frame % 50 == 49 ? 100_000 : frame * 37 % 9_000;
  }

  private static FrameHandler echo(Connection client) {
    Sender out = client.sharedSender();
    return frame -> {
      if (frame.method() > 0) {
        out.trySend(frame.method(), frame.payload());
      }
    };
  }

  /** Sends all frames on its own as soon as a client says a word. */
  private static FrameHandler pushing(Connection client) {
    Sender out = client.sharedSender();
    return frame ->
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              sendAll(out);
              System.out.println("sent");
            });
  }

  private static void serve(Path root, Function<Connection, FrameHandler> handlers)
      throws IOException {
    ConnectionOptions waiting = ConnectionOptions.defaults().withWaiting(Waiting.park());
    ServerOptions options = ServerOptions.defaults().withRoot(root).withConnection(waiting);
    try (Server server =
        Ranvier.listen(NAME, options).onConnection(handlers).onFailure(EndsChild::stop).start()) {
      System.out.println("listening " + server.epoch());
      int ignored = System.in.read();
    }
    System.out.println("closed");
  }

  /** Nothing that these tests do is the fault of a handler. */
  private static void stop(String what, Throwable failure) {
    failure.printStackTrace();
    Runtime.getRuntime().halt(3);
  }

  private static void send(Path root) throws IOException {
    Connection connection = connect(root);
    sendAll(connection.sharedSender());
    System.out.println("sent");
    int ignored = System.in.read();
  }

  /** Ends in the way most programs do: without closing anything. */
  private static void exit(Path root) {
    Server server = Ranvier.listen("exiting", ServerOptions.defaults().withRoot(root)).start();
    System.out.println("listening " + server.epoch());
    System.exit(0);
  }

  private static void use(Path root) {
    try (Connection connection = connect(root);
        Sender out = connection.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(64);
      for (int round = 0; ; round++) {
        long status = out.send(1, payload, 0, 64, LONG_NS);
        int got = connection.receive(frame -> {}, 10, LONG_NS);
        if (round == 0) {
          System.out.println("using");
        }
        if (status < 0 || got < 0) {
          System.out.println("ended " + Status.name(got) + " " + connection.end());
          return;
        }
      }
    }
  }

  private static void sendAll(Sender out) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(100_000);
      for (int i = 0; i < FRAMES; i++) {
        Pattern.fill(bytes, length(i), i);
        long status = out.send(-1 - i, bytes, 0, length(i), LONG_NS);
        if (status < 0) {
          throw new AssertionError(Status.name(status));
        }
      }
    }
  }

  /** Large enough for all frames: nobody needs to read while they are sent. */
  private static Connection connect(Path root) {
    return Ranvier.connect(NAME, ClientOptions.defaults().withRoot(root).withConnection(roomy()));
  }

  static ConnectionOptions roomy() {
    return ConnectionOptions.defaults()
        .withWaiting(Waiting.park())
        .withOutbound(
            LaneOptions.defaults()
                .withRingCells(65_536)
                .withPayloadClasses(new PayloadClass(16_384, 300)));
  }
}
