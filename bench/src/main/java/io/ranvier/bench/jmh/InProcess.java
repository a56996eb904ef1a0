package io.ranvier.bench.jmh;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.bench.rig.RunDirectory;
import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.service.CallHandler;
import io.ranvier.signal.Waiting;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Owns a server and a client of it in one process, and the private directory in which they meet. It
 * is removed also when the JVM is told to end.
 *
 * <p>Threads: one serves; the client's ends have rules of their own.
 */
final class InProcess implements AutoCloseable {
  static final int SERVICE = 1;
  static final int METHOD = 1;

  /** A wait that takes longer is a failure. */
  static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  private final RunDirectory directory;
  private final Thread hook;
  private final Server server;
  private final Connection client;
  private volatile Throwable failure;

  private InProcess(RunDirectory directory, CallHandler handler) {
    this.directory = directory;
    this.hook = new Thread(directory::close, "benchmark-cleanup");
    Runtime.getRuntime().addShutdownHook(hook);
    ConnectionOptions options = ConnectionOptions.defaults().withWaiting(Waiting.spin());
    server =
        Ranvier.listen(
                "benchmark",
                ServerOptions.defaults().withRoot(directory.path()).withConnection(options))
            .handler(SERVICE, METHOD, handler)
            .onFailure((_, thrown) -> failure = thrown)
            .open();
    client =
        Ranvier.connect(
            "benchmark",
            ClientOptions.defaults().withRoot(directory.path()).withConnection(options));
  }

  static InProcess open(CallHandler handler) throws IOException {
    return new InProcess(RunDirectory.create(), handler);
  }

  Connection client() {
    return client;
  }

  /** Serves in this thread until a call that was sent is over. */
  void serveUntilDone(Call call) {
    long startNs = 0;
    while (!call.isDone()) {
      if (server.doWork() == 0) {
        startNs = startNs == 0 ? System.nanoTime() : startNs;
        refuseIfLate(startNs);
      }
      rethrow();
    }
  }

  private static void refuseIfLate(long startNs) {
    if (System.nanoTime() - startNs > TIMEOUT_NS) {
      throw new IllegalStateException("no answer came within 30 s");
    }
  }

  /** Throws what a handler threw, which the engine keeps from the thread that serves. */
  void rethrow() {
    if (failure != null) {
      throw new IllegalStateException("the server failed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
      server.close();
    } finally {
      directory.close();
      removeHook();
    }
  }

  private void removeHook() {
    try {
      boolean ignored = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook finds nothing left to do.
      return;
    }
  }
}
