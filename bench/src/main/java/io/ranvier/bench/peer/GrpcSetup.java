package io.ranvier.bench.peer;

import java.util.List;
import java.util.Optional;

/**
 * What gRPC's contenders have in common; the orchestrating process knows no more of gRPC than this.
 *
 * <p>Set-up: Netty's epoll transport, one event loop of one thread on each side and everything in
 * that thread (directExecutor), no TLS, no retries, fixed flow control windows; Netty's checks of
 * bounds, accesses and leaks off, its direct buffers without cleaners; a heap of 256 MiB, since
 * each call allocates.
 */
final class GrpcSetup {
  static final String NAME = "grpc";

  static final List<String> JVM_FLAGS =
      List.of(
          "-Xms256m",
          "-Xmx256m",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-Dio.netty.tryReflectionSetAccessible=true",
          "-Dio.netty.buffer.checkBounds=false",
          "-Dio.netty.buffer.checkAccessible=false",
          "-Dio.netty.leakDetection.level=disabled",
          "-Dslf4j.internal.verbosity=ERROR");

  /** What Netty's native part was packed for. */
  private static final String ARCHITECTURE = "amd64";

  private GrpcSetup() {}

  /** Returns why gRPC cannot run on this host, if so. */
  static Optional<String> refusal() {
    String found = System.getProperty("os.arch");
    return ARCHITECTURE.equals(found)
        ? Optional.empty()
        : Optional.of("Netty's epoll is here for x86-64 only: os.arch=" + found);
  }
}
