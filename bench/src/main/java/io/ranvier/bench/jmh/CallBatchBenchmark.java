package io.ranvier.bench.jmh;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * 64 calls under way of an exclusive caller, all that both sides do for them in one thread: what is
 * left of a pipelined call where no line travels. Requests and replies are copies; all payloads are
 * written and checked. An operation is one call.
 */
@HotPath
public class CallBatchBenchmark extends Primitive {
  private static final int CALLS = 64;

  /** For JMH. */
  public CallBatchBenchmark() {}

  /** Caller and server in the measured thread. */
  @State(Scope.Thread)
  public static class Batch {
    private static final int LENGTH = 32;

    private final MemorySegment request = Arena.ofAuto().allocate(LENGTH, 64);
    private final MemorySegment reply = Arena.ofAuto().allocate(LENGTH, 64);
    private final Call[] calls = new Call[CALLS];
    private InProcess process;
    private Caller caller;
    private long number;
    private long answered;

    /** For JMH. */
    public Batch() {}

    /** Opens both sides. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      process = InProcess.open(this::answer);
      caller = process.client().exclusiveCaller();
      Arrays.setAll(calls, i -> caller.newCall());
    }

    private void answer(Request received, Responder responder) {
      long next = answered++;
      check(received.payload(), Pattern.request(next), next);
      Pattern.fill(reply, 0, LENGTH, Pattern.reply(next));
      boolean ignored = responder.reply(reply, 0, LENGTH);
    }

    long exchange() {
      long first = number;
      for (Call call : calls) {
        Pattern.fill(request, 0, LENGTH, Pattern.request(number++));
        call.send(InProcess.SERVICE, InProcess.METHOD, request, 0, LENGTH, InProcess.TIMEOUT_NS);
      }
      process.serveUntilDone(calls[CALLS - 1]);
      for (Call call : calls) {
        check(call.reply().payload(), Pattern.reply(first), first);
        first++;
        call.close();
      }
      return first;
    }

    private static void check(SegmentBuffer payload, long seed, long next) {
      if (payload.capacity() != LENGTH) {
        throw new IllegalStateException("wrong length: " + payload.capacity());
      }
      Pattern.check(payload.segment(), payload.segmentOffset(), LENGTH, seed, next);
    }

    /** Closes both sides. */
    @TearDown(Level.Trial)
    public void close() {
      for (Call call : calls) {
        call.close();
      }
      caller.close();
      process.close();
    }
  }

  /** What a pipelined call costs both sides together. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long oneThread(Batch batch) {
    return batch.exchange();
  }
}
