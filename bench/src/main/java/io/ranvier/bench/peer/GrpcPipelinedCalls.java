package io.ranvier.bench.peer;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Unary gRPC calls over one connection of a UNIX socket, many under way at a time. */
public final class GrpcPipelinedCalls implements OneWayContender {
  /** For the children. */
  public GrpcPipelinedCalls() {}

  @Override
  public String name() {
    return GrpcSetup.NAME;
  }

  @Override
  public boolean mayFail() {
    return true;
  }

  @Override
  public List<String> jvmFlags() {
    return GrpcSetup.JVM_FLAGS;
  }

  @Override
  public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return GrpcSetup.refusal();
  }

  @Override
  public Sink openSink(Station station) throws IOException {
    return new CallSink(new GrpcServer(station, Pattern::reply));
  }

  @Override
  public Source openSource(Station station) throws IOException {
    return new CallSource(new GrpcClient(station, Pattern::request), station.inFlight());
  }

  @Override
  public boolean isAnswered() {
    return true;
  }

  private static final class CallSource implements Source {
    private final GrpcClient client;
    private final int inFlight;

    /** All calls before this one have ended. */
    private long oldest;

    private long next;

    CallSource(GrpcClient client, int inFlight) {
      this.client = client;
      this.inFlight = inFlight;
    }

    @Override
    public void send(long number) throws IOException {
      if (number - oldest == inFlight) {
        client.finish(oldest++);
      }
      client.start(number);
      next = number + 1;
    }

    @Override
    public void awaitAnswers() throws IOException {
      while (oldest < next) {
        client.finish(oldest++);
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private record CallSink(GrpcServer server) implements Sink {
    @Override
    public int take(long first, int limit) throws IOException {
      return (int) Math.min(limit, server.awaitMore(first) - first);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
