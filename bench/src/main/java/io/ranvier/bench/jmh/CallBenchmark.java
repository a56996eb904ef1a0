package io.ranvier.bench.jmh;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.ranvier.RanvierCallRoundTrip;
import io.ranvier.bench.rig.RunDirectory;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A full call inside one process: slot, request, deadline, handler, reply; both payloads written
 * and checked.
 */
@HotPath
public class CallBenchmark extends Primitive {
  /** For JMH. */
  public CallBenchmark() {}

  /** Caller and server in the measured thread. */
  @State(Scope.Thread)
  public static class OwnServer {
    /** Payload bytes of requests and of replies. */
    @Param({"32", "1024"})
    public int length;

    private InProcess process;
    private Caller caller;
    private Call call;
    private long number;
    private long answered;

    /** For JMH. */
    public OwnServer() {}

    /** Opens both sides. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      process = InProcess.open(this::answer);
      caller = process.client().exclusiveCaller();
      call = caller.newCall();
    }

    private void answer(Request request, Responder responder) {
      long next = answered++;
      check(request.payload(), Pattern.request(next), next);
      SegmentBuffer reply = responder.claim(length);
      Pattern.fill(reply.segment(), reply.segmentOffset(), length, Pattern.reply(next));
      boolean ignored = responder.send();
    }

    long exchange() {
      long next = number++;
      call.open(InProcess.SERVICE, InProcess.METHOD, length, InProcess.TIMEOUT_NS);
      SegmentBuffer request = call.request();
      Pattern.fill(request.segment(), request.segmentOffset(), length, Pattern.request(next));
      call.within(InProcess.TIMEOUT_NS).send();
      process.serveUntilDone(call);
      check(call.reply().payload(), Pattern.reply(next), next);
      call.close();
      return next;
    }

    private void check(SegmentBuffer payload, long seed, long next) {
      if (payload.capacity() != length) {
        throw new IllegalStateException("wrong length: " + payload.capacity());
      }
      Pattern.check(payload.segment(), payload.segmentOffset(), length, seed, next);
    }

    /** Closes both sides. */
    @TearDown(Level.Trial)
    public void close() {
      call.close();
      caller.close();
      process.close();
    }
  }

  /** The caller in the measured thread, the server in one that spins on another CPU. */
  @State(Scope.Thread)
  public static class OtherServer {
    private static final int LENGTH = 32;

    private RunDirectory directory;
    private RoundTripContender.Echo echo;
    private RoundTripContender.Caller caller;
    private Thread serving;
    private volatile boolean last;
    private volatile Throwable failure;
    private long number;

    /** For JMH. */
    public OtherServer() {}

    /** Opens both sides; the caller is pinned after the threads that the engine starts. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      directory = RunDirectory.create();
      Station station = new Station(directory.path(), LENGTH, WaitMode.SPIN, 1);
      RanvierCallRoundTrip calls = new RanvierCallRoundTrip();
      echo = calls.openEcho(station);
      caller = calls.openCaller(station);
      serving = Thread.ofPlatform().daemon().name("benchmark-server").start(this::serve);
      PinnedThread.pin(0, 2);
    }

    private void serve() {
      PinnedThread.pin(1, 2);
      try {
        long next = 0;
        do {
          echo.answer(next++);
        } while (!last);
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }

    long exchange() throws IOException {
      caller.exchange(number);
      return number++;
    }

    /** One more call ends the server's loop. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
      try {
        last = true;
        caller.exchange(number);
        serving.join();
        if (failure != null) {
          throw new IllegalStateException("the server failed: " + failure, failure);
        }
      } finally {
        caller.close();
        echo.close();
        directory.close();
      }
    }
  }

  /** What the instructions of both sides cost. */
  @Benchmark
  public long oneThread(OwnServer server) {
    return server.exchange();
  }

  /** A round trip between two CPUs. */
  @Benchmark
  public long twoThreads(OtherServer server) throws IOException {
    return server.exchange();
  }
}
