package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pattern;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;

/** What {@link EchoProcessTest} runs in other JVMs: {@code serve|call <root>}. */
final class EchoChild {
  static final List<String> WAITINGS = List.of("spin", "adaptive", "park", "idle");
  private static final int PUSH = 5;
  private static final int ECHO = 6;
  private static final int PUSHES = 60;
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  private EchoChild() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[1]);
    if (args[0].equals("serve")) {
      serve(root);
    } else {
      for (String name : WAITINGS) {
        call(root, name, waiting(name));
      }
      // Two that wait in different ways.
      call(root, "spin", waiting("park"));
      System.out.println("echoed");
    }
  }

  private static void serve(Path root) throws IOException {
    List<Server> servers = new ArrayList<>();
    for (String name : WAITINGS) {
      ServerOptions options =
          ServerOptions.defaults()
              .withRoot(root)
              .withConnection(ConnectionOptions.defaults().withWaiting(waiting(name)));
      servers.add(Ranvier.listen(name, options).onConnection(EchoChild::greet).start());
    }
    System.out.println("listening");
    System.in.read();
    servers.forEach(Server::close);
    System.out.println("closed");
  }

  /** Echoes, and pushes frames that nobody asked for from a thread of its own. */
  private static FrameHandler greet(Connection client) {
    Sender out = client.sharedSender();
    Thread.ofPlatform().daemon().start(() -> push(client));
    return frame -> {
      var payload = frame.payload();
      checkSent(
          out.send(
              frame.method(),
              payload.segment(),
              payload.segmentOffset(),
              payload.capacity(),
              LONG_NS));
    };
  }

  private static void push(Connection client) {
    try (Arena arena = Arena.ofConfined();
        Sender own = client.exclusiveSender()) {
      MemorySegment bytes = arena.allocate(1 << 18);
      for (int i = 0; i < PUSHES; i++) {
        int length = pushLength(i);
        Pattern.fill(bytes, length, i);
        checkSent(own.send(PUSH, bytes, 0, length, LONG_NS));
      }
    }
  }

  private static int pushLength(int push) {
    return push * push * 71;
  }

  private static void call(Path root, String name, Waiting waiting) {
    ClientOptions options =
        ClientOptions.defaults()
            .withRoot(root)
            .withConnection(ConnectionOptions.defaults().withWaiting(waiting));
    try (Connection first = Ranvier.connect(name, options);
        Connection second = Ranvier.connect(name, options);
        Sender exclusive = first.exclusiveSender();
        Sender shared = second.sharedSender()) {
      Receiver fromFirst = new Receiver(first);
      Receiver fromSecond = new Receiver(second);
      for (int length : lengths(exclusive.maxInlineBytes())) {
        fromFirst.echo(exclusive, length);
        fromSecond.echo(shared, length);
      }
      fromFirst.awaitPushes();
      fromSecond.awaitPushes();
    }
    System.out.println("done " + name);
  }

  /** Every boundary: cells, the longest inline frame, both slot sizes, extents. */
  private static List<Integer> lengths(int maxInline) {
    List<Integer> lengths = new ArrayList<>(List.of(0));
    for (int edge : new int[] {32, 96, 160, maxInline, 4096, 65_536, 1 << 20, 3 << 20}) {
      lengths.addAll(List.of(edge - 1, edge, edge + 1));
    }
    return lengths;
  }

  /** One side's view of what comes: echoes of what was sent, and pushes in their order. */
  private static final class Receiver implements FrameHandler {
    private final Connection connection;
    private final MemorySegment bytes = Arena.ofAuto().allocate((3 << 20) + 8);
    private int pushed;
    private int echoed;
    private int expectedLength;
    private long expectedSeed;

    Receiver(Connection connection) {
      this.connection = connection;
    }

    void echo(Sender out, int length) {
      expectedLength = length;
      expectedSeed++;
      Pattern.fill(bytes, length, expectedSeed);
      int before = echoed;
      check(out.send(ECHO, bytes, 0, length, LONG_NS));
      while (echoed == before) {
        receive();
      }
    }

    void awaitPushes() {
      while (pushed < PUSHES) {
        receive();
      }
    }

    private void receive() {
      int count = connection.receive(this, 10, LONG_NS);
      if (count <= 0) {
        throw new AssertionError("nothing came: " + Status.name(count) + ", " + connection.end());
      }
    }

    @Override
    public void onFrame(Frame frame) {
      if (frame.method() == PUSH) {
        Pattern.check(frame.payload(), pushLength(pushed), pushed);
        pushed++;
      } else {
        Pattern.check(frame.payload(), expectedLength, expectedSeed);
        echoed++;
      }
    }
  }

  /** A client that has all it wanted may close before this side's last send has returned. */
  private static void checkSent(long status) {
    if (status != Status.CLOSED) {
      check(status);
    }
  }

  private static void check(long status) {
    if (status < 0) {
      throw new AssertionError(Status.name(status));
    }
  }

  static Waiting waiting(String name) {
    return switch (name) {
      case "spin" -> Waiting.spin();
      case "adaptive" -> Waiting.adaptive();
      case "park" -> Waiting.park();
      case "idle" -> Waiting.idle(() -> new BackoffIdleStrategy(10, 10, 1_000, 100_000));
      default -> throw new IllegalArgumentException(name);
    };
  }
}
