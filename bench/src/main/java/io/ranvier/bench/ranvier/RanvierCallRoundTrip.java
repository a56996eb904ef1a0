package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.call.Call;
import io.ranvier.routing.Reply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls of this engine: a slot is leased, a request written and sent with a deadline, a handler
 * found and run, its reply written and read where it lies, the slot freed.
 *
 * <p>The server runs in the measured thread's own loop ({@link Server#doWork}). Spinning threads
 * poll; parked ones wait at the doorbell and never spin.
 *
 * <p>The deadline that travels with each call is {@link RanvierLink#TIMEOUT_NS} away. One so far
 * costs no look at the clock on either side; one of less than ten seconds costs one on each.
 */
public final class RanvierCallRoundTrip implements RoundTripContender {
  @Override
  public String name() {
    return "ranvier";
  }

  @Override
  public List<String> jvmFlags() {
    return RanvierLink.CALL_JVM_FLAGS;
  }

  @Override
  public Echo openEcho(Station station) {
    return openPatientEcho(station, RanvierLink.TIMEOUT_NS);
  }

  /** Opens a server that waits longer or shorter for a request before it gives up. */
  static Echo openPatientEcho(Station station, long patienceNs) {
    return new CallEcho(station, new RanvierAnswers(station), patienceNs);
  }

  /** Opens a server that checks so many bytes of each request. */
  static Echo openCheckingEcho(Station station, int checked) {
    return new CallEcho(station, new RanvierAnswers(station, checked), RanvierLink.TIMEOUT_NS);
  }

  @Override
  public Caller openCaller(Station station) {
    return openCaller(station, RanvierLink.METHOD);
  }

  /** Opens a caller of that method. */
  static Caller openCaller(Station station, int method) {
    return new CallCaller(station, method, station.payloadBytes());
  }

  /** Opens a caller that writes so many bytes of each request. */
  static Caller openWritingCaller(Station station, int written) {
    return new CallCaller(station, RanvierLink.METHOD, written);
  }

  private static final class CallCaller implements Caller {
    private final RanvierRequests requests;
    private final int replyBytes;
    private final Connection connection;
    private final io.ranvier.call.Caller caller;
    private final Call call;

    CallCaller(Station station, int method, int written) {
      this.requests = new RanvierRequests(method, station.payloadBytes(), written);
      this.replyBytes = station.replyBytes();
      this.connection = RanvierLink.connect(station);
      this.caller = connection.exclusiveCaller();
      this.call = caller.newCall();
    }

    @Override
    public void exchange(long number) {
      requests.send(call, number);
      Reply reply = call.awaitNs(RanvierLink.TIMEOUT_NS);
      RanvierLink.check(reply.payload(), replyBytes, Pattern.reply(number), number);
      call.close();
    }

    @Override
    public long parks() {
      return RanvierLink.callerParks(connection);
    }

    @Override
    public void close() {
      call.close();
      caller.close();
      connection.close();
    }
  }

  private static final class CallEcho implements Echo {
    private static final long NAP_NS = 100_000;

    private final HandlerFailure failure = new HandlerFailure();
    private final long patienceNs;
    private final RanvierAnswers answers;
    private final Server server;
    private volatile Connection connection;

    CallEcho(Station station, RanvierAnswers answers, long patienceNs) {
      this.patienceNs = patienceNs;
      this.answers = answers;
      this.server = RanvierLink.serve(station, answers, accepted -> connection = accepted, failure);
    }

    @Override
    public void awaitCaller() {
      while (connection == null) {
        LockSupport.parkNanos(NAP_NS);
      }
    }

    @Override
    public void answer(long number) throws IOException {
      while (answers.next() <= number) {
        if (server.doWork() == 0 && !server.await(patienceNs)) {
          throw new IOException("no request came: number=" + answers.next());
        }
        failure.rethrow();
      }
    }

    @Override
    public long parks() {
      return RanvierLink.parks(connection);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
