package io.ranvier.bench.peer;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ranvier.ffm.CpuSet;
import io.ranvier.ffm.NativeAccess;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Owns one side's event loop: one thread that does all of gRPC's work there, and sleeps in
 * epoll_wait when there is none.
 *
 * <p>It runs on the CPU of the side's measured thread, which waits for it and sleeps meanwhile. A
 * loop that spins would keep that thread from its CPU.
 */
final class GrpcLoop implements AutoCloseable {
  /** Kept here, since a logger that nobody keeps forgets its level. */
  private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap");

  private final EventLoopGroup group;
  private boolean placed;

  GrpcLoop() {
    // Names the reason when this host or this build has no epoll for Java.
    Epoll.ensureAvailability();
    // gRPC asks UNIX sockets too for TCP's keep-alive, and Netty warns of it.
    BOOTSTRAP.setLevel(Level.SEVERE);
    this.group = new EpollEventLoopGroup(1, new DefaultThreadFactory("grpc-loop", true));
  }

  EventLoopGroup group() {
    return group;
  }

  /** Keeps the loop on the CPUs of the calling thread, which is pinned by now, from now on. */
  void join() throws IOException {
    if (placed || NativeAccess.status() != NativeAccess.Status.AVAILABLE) {
      return;
    }
    CpuSet cpus = new CpuSet();
    int result = NativeAccess.linux().schedGetAffinity(cpus);
    if (result == 0) {
      result =
          group
              .submit(() -> NativeAccess.linux().schedSetAffinity(cpus))
              .syncUninterruptibly()
              .getNow();
    }
    if (result < 0) {
      throw new IOException("gRPC's event loop is not pinned: errno=" + -result);
    }
    placed = true;
  }

  /** Does not wait: the process ends soon. */
  @Override
  public void close() {
    var ignored = group.shutdownGracefully();
  }
}
