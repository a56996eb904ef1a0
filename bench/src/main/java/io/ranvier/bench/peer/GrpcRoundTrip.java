package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Unary gRPC calls over a UNIX socket, one at a time.
 *
 * <p>Both wait modes are the same: event loops and the thread that waits for an answer sleep.
 */
public class GrpcRoundTrip implements RoundTripContender {
  private final LongUnaryOperator requests;
  private final LongUnaryOperator replies;

  /** For the children. */
  public GrpcRoundTrip() {
    this(Pattern::request, Pattern::reply);
  }

  /** With other first words of the messages than those that are expected. */
  GrpcRoundTrip(LongUnaryOperator requests, LongUnaryOperator replies) {
    this.requests = requests;
    this.replies = replies;
  }

  @Override
  public final String name() {
    return GrpcSetup.NAME;
  }

  @Override
  public final boolean mayFail() {
    return true;
  }

  @Override
  public final List<String> jvmFlags() {
    return GrpcSetup.JVM_FLAGS;
  }

  @Override
  public final Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return GrpcSetup.refusal();
  }

  @Override
  public final Echo openEcho(Station station) throws IOException {
    return new GrpcEcho(new GrpcServer(station, replies));
  }

  @Override
  public final Caller openCaller(Station station) throws IOException {
    return new GrpcCaller(new GrpcClient(station, requests));
  }

  private record GrpcCaller(GrpcClient client) implements Caller {
    @Override
    public void exchange(long number) throws IOException {
      client.start(number);
      client.finish(number);
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private record GrpcEcho(GrpcServer server) implements Echo {
    @Override
    public void answer(long number) throws IOException {
      while (server.awaitMore(number) <= number) {
        // The process that started both has the clock.
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
