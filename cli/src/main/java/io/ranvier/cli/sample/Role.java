package io.ranvier.cli.sample;

import io.ranvier.Connection;
import io.ranvier.ServerOptions;
import io.ranvier.lane.FrameHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What one process of the sample does until it is told to end: by the end of its standard input, or
 * by a signal.
 */
abstract class Role {
  static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Path root;
  private volatile boolean over;

  Role(String name, Path root) {
    this.name = name;
    this.root = root;
  }

  /** Runs until it is told to end; returns the exit code. */
  abstract int run() throws Exception;

  final String name() {
    return name;
  }

  final Path root() {
    return root;
  }

  final ServerOptions serverOptions() {
    return ServerOptions.defaults().withRoot(root);
  }

  final boolean isOver() {
    return over;
  }

  final void event(String text) {
    Report.event(name, text);
  }

  final void state(String text) {
    Report.state(name, text);
  }

  /** Reports a client that comes and how it goes; it sends no frames. */
  final FrameHandler welcome(Connection client) {
    event("client %d has connected".formatted(client.id()));
    client.onEnd(end -> event("client %d is gone: %s".formatted(client.id(), end.code())));
    return frame -> {};
  }

  /** Ends the role when standard input does: its launcher holds the other end. */
  final void watchInput() {
    Thread.ofPlatform()
        .daemon()
        .name("launcher-watch")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nothing is said; whatever comes is not for us.
            }
          } catch (IOException e) {
            // Unreadable is as good as ended.
            over = true;
          }
          over = true;
        });
  }
}
