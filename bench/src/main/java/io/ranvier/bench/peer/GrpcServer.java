package io.ranvier.bench.peer;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * The answering side: handlers run on the event loop, which is what is measured. The thread that
 * would answer elsewhere only looks, a thousand times a second, how many calls were answered.
 *
 * <p>Calls come on one connection, whose streams begin in the order in which they were started: so
 * the n-th that begins is number n, also when long requests overtake each other.
 */
final class GrpcServer implements AutoCloseable {
  private static final long NAP_NS = 1_000_000;

  private final int requestBytes;
  private final LongUnaryOperator seeds;
  private final GrpcLoop loop = new GrpcLoop();
  private final GrpcMessage.Scratch scratch;
  private final Server server;

  /** Numbers are given on the loop only. */
  private long begun;

  /** Written on the loop only. */
  private volatile long answered;

  private volatile RuntimeException failure;

  /**
   * Listens.
   *
   * @param seeds the first word of each reply
   */
  GrpcServer(Station station, LongUnaryOperator seeds) throws IOException {
    this.requestBytes = station.payloadBytes();
    this.seeds = seeds;
    this.scratch = new GrpcMessage.Scratch(station.replyBytes());
    this.server =
        NettyServerBuilder.forAddress(GrpcMethod.address(station))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop.group())
            .workerEventLoopGroup(loop.group())
            .directExecutor()
            .flowControlWindow(GrpcMethod.windowBytes(station))
            .maxInboundMessageSize(Math.max(1, requestBytes))
            .addService(
                ServerServiceDefinition.builder(GrpcMethod.SERVICE)
                    .addMethod(GrpcMethod.EXCHANGE, (call, headers) -> begin(call))
                    .build())
            .build()
            .start();
  }

  private ServerCall.Listener<InputStream> begin(ServerCall<InputStream, InputStream> call) {
    call.request(2);
    return new Answer(call, begun++);
  }

  /** Returns how many calls were answered, which is more than that unless it took too long. */
  long awaitMore(long than) throws IOException {
    loop.join();
    if (answered <= than) {
      LockSupport.parkNanos(NAP_NS);
    }
    if (failure != null) {
      throw failure;
    }
    return answered;
  }

  @Override
  public void close() {
    server.shutdownNow();
    loop.close();
  }

  /** A request with wrong bytes is not answered: the measured thread ends the run. */
  private final class Answer extends ServerCall.Listener<InputStream> {
    private final ServerCall<InputStream, InputStream> call;
    private final long number;
    private boolean checked;

    Answer(ServerCall<InputStream, InputStream> call, long number) {
      this.call = call;
      this.number = number;
    }

    @Override
    public void onMessage(InputStream message) {
      try {
        GrpcMethod.check(message, requestBytes, Pattern.request(number), number);
        checked = true;
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    @Override
    public void onHalfClose() {
      if (checked) {
        call.sendHeaders(new Metadata());
        call.sendMessage(scratch.message(seeds.applyAsLong(number)));
        call.close(Status.OK, new Metadata());
        answered = answered + 1;
      }
    }
  }
}
