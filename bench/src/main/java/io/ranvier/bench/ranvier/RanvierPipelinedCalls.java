package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.call.Call;
import io.ranvier.routing.Reply;
import java.io.IOException;
import java.util.List;

/**
 * Calls of this engine, many under way at a time: each is sent with a deadline, its reply awaited
 * and checked when its turn comes again. One thread makes them with an exclusive caller. Deadlines
 * are as far away as those of {@link RanvierCallRoundTrip}.
 *
 * <p>The server runs in the measured thread's own loop ({@link Server#doWork}).
 */
public final class RanvierPipelinedCalls implements OneWayContender {
  @Override
  public String name() {
    return "ranvier";
  }

  @Override
  public List<String> jvmFlags() {
    return RanvierLink.CALL_JVM_FLAGS;
  }

  @Override
  public Sink openSink(Station station) {
    return new CallSink(station);
  }

  @Override
  public Source openSource(Station station) {
    return new CallSource(station);
  }

  @Override
  public boolean isAnswered() {
    return true;
  }

  private static final class CallSource implements Source {
    private final int replyBytes;
    private final RanvierRequests requests;
    private final Connection connection;
    private final io.ranvier.call.Caller caller;

    /** A ring: the calls under way end before the one whose turn it is. */
    private final Call[] calls;

    private int turn;
    private int underWay;
    private long next;

    CallSource(Station station) {
      int payloadBytes = station.payloadBytes();
      this.replyBytes = station.replyBytes();
      this.requests = new RanvierRequests(RanvierLink.METHOD, payloadBytes, payloadBytes);
      this.connection = RanvierLink.connect(station);
      this.caller = connection.exclusiveCaller(station.inFlight());
      this.calls = new Call[station.inFlight()];
      for (int i = 0; i < calls.length; i++) {
        calls[i] = caller.newCall();
      }
    }

    @Override
    public void send(long number) {
      Call call = calls[turn];
      turn = turn + 1 < calls.length ? turn + 1 : 0;
      if (underWay == calls.length) {
        finish(call, number - calls.length);
      } else {
        underWay++;
      }
      next = number + 1;
      requests.send(call, number);
    }

    @Override
    public void awaitAnswers() {
      for (; underWay > 0; underWay--) {
        int oldest = turn - underWay;
        finish(calls[oldest < 0 ? oldest + calls.length : oldest], next - underWay);
      }
    }

    private void finish(Call call, long number) {
      Reply reply = call.awaitNs(RanvierLink.TIMEOUT_NS);
      RanvierLink.check(reply.payload(), replyBytes, Pattern.reply(number), number);
      call.close();
    }

    @Override
    public void close() {
      for (Call call : calls) {
        call.close();
      }
      caller.close();
      connection.close();
    }
  }

  private static final class CallSink implements Sink {
    private final HandlerFailure failure = new HandlerFailure();
    private final RanvierAnswers answers;
    private final Server server;

    CallSink(Station station) {
      this.answers = new RanvierAnswers(station);
      this.server = RanvierLink.serve(station, answers, accepted -> {}, failure);
    }

    /** The server has a limit of its own for frames in a row, which is smaller. */
    @Override
    public int take(long first, int limit) throws IOException {
      int polled = server.doWork();
      failure.rethrow();
      if (polled == 0 && !server.await(RanvierLink.TIMEOUT_NS)) {
        throw new IOException("no request came: number=" + first);
      }
      return (int) (answers.next() - first);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
