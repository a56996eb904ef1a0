package io.ranvier;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@link VirtualThreadCallProcessTest} runs in other JVMs: {@code serve <root>} or {@code call
 * <root> <slots from the start>}.
 */
final class VirtualThreadCallChild {
  static final int THREADS = 10_000;
  static final int CALLS_EACH = 3;
  private static final int SERVICE = 11;
  private static final int WORK = 1;
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(90);
  private static final ThreadMXBean PLATFORM_THREADS = ManagementFactory.getThreadMXBean();

  private VirtualThreadCallChild() {}

  public static void main(String[] args) throws Exception {
    PLATFORM_THREADS.resetPeakThreadCount();
    Path root = Path.of(args[1]);
    if (args[0].equals("serve")) {
      serve(root);
    } else {
      call(root, Integer.parseInt(args[2]));
    }
  }

  private static void serve(Path root) throws IOException {
    AtomicInteger served = new AtomicInteger();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Server server =
            Ranvier.listen("work", ServerOptions.defaults().withRoot(root))
                .handler(
                    SERVICE,
                    WORK,
                    executor,
                    (request, responder) -> {
                      served.incrementAndGet();
                      work(request, responder);
                    })
                .onFailure(VirtualThreadCallChild::failed)
                .start()) {
      System.out.println("listening " + server.name());
      var commands = new BufferedReader(new InputStreamReader(System.in));
      String ignored = commands.readLine();
      System.out.println("served " + served.get());
      reportThreads();
      ignored = commands.readLine();
    }
  }

  /** Blocks for 1 to 5 ms: what a handler does that asks somebody else. */
  private static void work(Request request, Responder responder) {
    long number = request.payload().getLong(0);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + number % 5));
    responder.claim(8).putLong(0, ~number);
    boolean ignored = responder.send();
  }

  private static void call(Path root, int inFlight) throws InterruptedException {
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(THREADS);
    CallOptions calls = CallOptions.defaults().withInFlight(inFlight).withMaxInFlight(256);
    ClientOptions options =
        ClientOptions.defaults()
            .withRoot(root)
            .withConnection(ConnectionOptions.defaults().withCalls(calls));
    try (Connection client = Ranvier.connect("work", options);
        Caller caller = client.sharedCaller()) {
      for (int i = 0; i < THREADS; i++) {
        long number = (long) i * CALLS_EACH;
        Thread ignored =
            Thread.ofVirtual()
                .uncaughtExceptionHandler((_, failure) -> die(failure))
                .start(() -> {
                  for (int call = 0; call < CALLS_EACH; call++) {
                    call(caller, number + call);
                    answered.incrementAndGet();
                  }
                  left.countDown();
                });
      }
      if (!left.await(LONG_NS, TimeUnit.NANOSECONDS)) {
        System.err.printf("waiting: %d, in flight: %d%n", left.getCount(), inFlight(client));
      }
      System.out.println("answered " + answered.get());
      System.out.println("in-flight " + inFlight(client));
      System.out.println("added " + client.session().counters().get(Counter.EXTENTS_ADDED));
      reportThreads();
    }
  }

  private static void call(Caller caller, long number) {
    try (Call call = caller.call(SERVICE, WORK, 8, LONG_NS)) {
      call.request().putLong(0, number);
      call.send();
      long answer = call.awaitNs(LONG_NS).payload().getLong(0);
      if (answer != ~number) {
        throw new AssertionError("call %d: answer %d".formatted(number, ~answer));
      }
    }
  }

  private static int inFlight(Connection client) {
    return client.session().outboundCalls().inFlight();
  }

  private static void reportThreads() {
    System.out.println("threads " + PLATFORM_THREADS.getPeakThreadCount());
  }

  private static void failed(String what, Throwable failure) {
    die(failure);
  }

  private static void die(Throwable failure) {
    failure.printStackTrace();
    Runtime.getRuntime().halt(3);
  }
}
