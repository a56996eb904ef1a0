package io.ranvier.bench.peer;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * The calling side: unary calls, so many under way at a time.
 *
 * <p>Listeners run on the event loop. Used by one thread, which sleeps until the answer that it
 * waits for has come.
 */
final class GrpcClient implements AutoCloseable {
  private static final long CONNECT_SECONDS = 30;

  private final int replyBytes;
  private final LongUnaryOperator seeds;
  private final Thread owner = Thread.currentThread();
  private final GrpcLoop loop = new GrpcLoop();
  private final GrpcMessage.Scratch scratch;
  private final ManagedChannel channel;

  /** A ring: call number n has slot n modulo the length. */
  private final Slot[] slots;

  /** Whose end the owner waits for. */
  private volatile Slot awaited;

  /**
   * Connects.
   *
   * @param seeds the first word of each request
   */
  GrpcClient(Station station, LongUnaryOperator seeds) throws IOException {
    this.replyBytes = station.replyBytes();
    this.seeds = seeds;
    this.scratch = new GrpcMessage.Scratch(station.payloadBytes());
    this.slots = new Slot[station.inFlight()];
    this.channel =
        NettyChannelBuilder.forAddress(GrpcMethod.address(station))
            .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
            .eventLoopGroup(loop.group())
            .overrideAuthority("localhost")
            .usePlaintext()
            .directExecutor()
            .disableRetry()
            .flowControlWindow(GrpcMethod.windowBytes(station))
            .maxInboundMessageSize(Math.max(1, replyBytes))
            .build();
    awaitReady();
  }

  private void awaitReady() throws IOException {
    CountDownLatch ready = new CountDownLatch(1);
    follow(ready);
    try {
      if (!ready.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "gRPC did not connect within %d s: state=%s"
                .formatted(CONNECT_SECONDS, channel.getState(false)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while gRPC connected", e);
    }
  }

  private void follow(CountDownLatch ready) {
    ConnectivityState state = channel.getState(true);
    if (state == ConnectivityState.READY) {
      ready.countDown();
    } else {
      channel.notifyWhenStateChanged(state, () -> follow(ready));
    }
  }

  /** Starts a call, the numbers one after the other; the one whose slot it takes was finished. */
  void start(long number) throws IOException {
    loop.join();
    Slot slot = new Slot(number);
    slots[slot(number)] = slot;
    ClientCall<InputStream, InputStream> call =
        channel.newCall(GrpcMethod.EXCHANGE, CallOptions.DEFAULT);
    call.start(slot, new Metadata());
    call.request(2);
    call.sendMessage(scratch.message(seeds.applyAsLong(number)));
    call.halfClose();
  }

  /** Waits until a call that was started has ended, with an answer that was checked. */
  void finish(long number) throws IOException {
    Slot slot = slots[slot(number)];
    if (!slot.ended) {
      awaited = slot;
      while (!slot.ended) {
        LockSupport.park(this);
      }
      awaited = null;
    }
    slot.rethrow();
  }

  private int slot(long number) {
    return (int) (number % slots.length);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.close();
  }

  /** What became of a call. Everything but {@link #ended} is written before that. */
  private final class Slot extends ClientCall.Listener<InputStream> {
    private final long number;
    private boolean answered;
    private ContentError failure;
    private Status status;
    private volatile boolean ended;

    Slot(long number) {
      this.number = number;
    }

    @Override
    public void onMessage(InputStream message) {
      try {
        GrpcMethod.check(message, replyBytes, Pattern.reply(number), number);
        answered = true;
      } catch (ContentError e) {
        failure = e;
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      this.status = status;
      ended = true;
      if (awaited == this) {
        LockSupport.unpark(owner);
      }
    }

    void rethrow() throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!status.isOk() || !answered) {
        throw new IOException("a gRPC call failed: number=%d, %s".formatted(number, status));
      }
    }
  }
}
