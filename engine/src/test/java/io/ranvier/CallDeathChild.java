package io.ranvier;

import io.ranvier.call.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server or a caller to be killed, for {@link CallDeathProcessTest}. */
final class CallDeathChild {
  static final String NAME = "mortal";
  static final int SERVICE = 1;
  static final int ECHO = 1;
  static final int NEVER = 2;
  static final int STUCK = 3;

  private CallDeathChild() {}

  public static void main(String... args) throws Exception {
    Path root = Path.of(args[1]);
    if (args[0].equals("serve")) {
      serve(root);
    } else {
      call(root);
    }
  }

  private static void serve(Path root) throws IOException {
    try (Server server =
        Ranvier.listen(NAME, ServerOptions.defaults().withRoot(root))
            .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload()))
            .handler(SERVICE, NEVER, (_, responder) -> hold(responder.defer()))
            .handler(
                SERVICE,
                STUCK,
                (_, _) -> {
                  System.out.println("stuck");
                  new CountDownLatch(1).await();
                })
            .start()) {
      System.out.println("listening " + server.name());
      int ignored = System.in.read();
    }
  }

  /** Keeps a responder from the garbage collector until the process ends. */
  private static void hold(AutoCloseable responder) {
    Runtime.getRuntime().addShutdownHook(new Thread(responder::toString));
  }

  private static void call(Path root) throws IOException {
    try (Connection connection = Ranvier.connect(NAME, ClientOptions.defaults().withRoot(root));
        Call call = connection.call(SERVICE, NEVER, Long.BYTES)) {
      call.send();
      var ignored = call.awaitNs(TimeUnit.MINUTES.toNanos(10));
    }
  }
}
