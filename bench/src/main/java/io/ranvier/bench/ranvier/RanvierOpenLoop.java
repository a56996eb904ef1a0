package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.bench.contender.OpenLoopContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import java.util.List;

/**
 * Calls of this engine, sent when they are due and looked at until they are answered, several under
 * way at a time if need be. The server is that of {@link RanvierCallRoundTrip}.
 */
public final class RanvierOpenLoop implements OpenLoopContender {
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
    return new RanvierCallRoundTrip().openEcho(station);
  }

  @Override
  public Arrivals openArrivals(Station station) {
    return new CallArrivals(station);
  }

  private static final class CallArrivals implements Arrivals {
    private final int payloadBytes;
    private final int replyBytes;
    private final Connection connection;
    private final io.ranvier.call.Caller caller;

    /** A ring: answers are taken in the order in which requests were sent. */
    private final Call[] calls;

    private int next;
    private int oldest;
    private int underWay;

    CallArrivals(Station station) {
      this.payloadBytes = station.payloadBytes();
      this.replyBytes = station.replyBytes();
      this.connection = RanvierLink.connect(station);
      this.caller = connection.exclusiveCaller();
      this.calls = new Call[station.inFlight()];
      for (int i = 0; i < calls.length; i++) {
        calls[i] = caller.newCall();
      }
    }

    @Override
    public boolean trySend(long number) {
      if (underWay == calls.length) {
        return false;
      }
      Call call = calls[next];
      next = next + 1 < calls.length ? next + 1 : 0;
      underWay++;
      call.open(RanvierLink.SERVICE, RanvierLink.METHOD, payloadBytes, RanvierLink.TIMEOUT_NS);
      SegmentBuffer request = call.request();
      Pattern.fill(
          request.segment(), request.segmentOffset(), payloadBytes, Pattern.request(number));
      call.within(RanvierLink.TIMEOUT_NS).send();
      return true;
    }

    @Override
    public int takeAnswers(long first) {
      int taken = 0;
      while (underWay > 0 && calls[oldest].isDone()) {
        Call call = calls[oldest];
        oldest = oldest + 1 < calls.length ? oldest + 1 : 0;
        underWay--;
        long number = first + taken++;
        RanvierLink.check(
            call.awaitNs(RanvierLink.TIMEOUT_NS).payload(),
            replyBytes,
            Pattern.reply(number),
            number);
        call.close();
      }
      return taken;
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
}
