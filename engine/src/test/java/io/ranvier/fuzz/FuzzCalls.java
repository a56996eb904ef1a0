package io.ranvier.fuzz;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.lane.Sender;
import io.ranvier.metadata.Metadata;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The calls and frames of a {@link FuzzSide}. Any thread. */
final class FuzzCalls {
  private final FuzzSide side;
  private final FuzzLook look;

  FuzzCalls(FuzzSide side) {
    this.side = side;
    this.look = side.look();
  }

  FuzzReport.Step calls(SplittableRandom random, boolean exclusive) {
    return () -> {
      try (Caller caller =
          exclusive ? side.connection().exclusiveCaller() : side.connection().sharedCaller()) {
        Deque<Call> sent = new ArrayDeque<>();
        while (side.lives()) {
          side.report().guarded("call", side.connection(), () -> call(caller, random, sent));
        }
        sent.forEach(Call::close);
      }
    };
  }

  private void call(Caller caller, SplittableRandom random, Deque<Call> sent) {
    Call call = caller.newCall();
    boolean kept = false;
    try {
      int length = FuzzSide.length(random);
      int method = 1 + random.nextInt(6);
      if (random.nextInt(8) == 0) {
        call.with(Metadata.empty().with("key", random.nextLong()));
      }
      call.open(FuzzSide.SERVICE, method, length, caller.isExclusive() ? 0 : FuzzSide.WAIT_NS);
      fill(call.request(), length);
      call.within(FuzzSide.WAIT_NS).send();
      if (random.nextInt(4) == 0 && sent.size() < 16) {
        sent.add(call);
        kept = true;
      } else if (random.nextInt(8) != 0) {
        look.reply(call.awaitNs(FuzzSide.WAIT_NS));
        FuzzLook.text(call.replyMetadata().toString());
      }
    } finally {
      if (!kept) {
        call.close();
      }
    }
    if (!sent.isEmpty() && random.nextInt(4) == 0) {
      try (Call older = sent.poll()) {
        look.reply(older.awaitNs(FuzzSide.WAIT_NS));
      }
    }
  }

  FuzzReport.Step futures(SplittableRandom random) {
    return () -> {
      try (Caller caller = side.connection().sharedCaller()) {
        while (side.lives()) {
          side.report()
              .guarded(
                  "future",
                  side.connection(),
                  () -> {
                    int length = FuzzSide.length(random);
                    Call call =
                        caller.call(
                            FuzzSide.SERVICE, 1 + random.nextInt(4), length, FuzzSide.WAIT_NS);
                    fill(call.request(), length);
                    try {
                      var ignored =
                          call.within(FuzzSide.WAIT_NS)
                              .sendAsync(look::reply)
                              .get(FuzzSide.JOIN_MS, TimeUnit.MILLISECONDS);
                    } catch (ExecutionException e) {
                      side.report().failed("future", side.connection(), e.getCause());
                    }
                  });
        }
      }
    };
  }

  FuzzReport.Step frames(SplittableRandom random, boolean exclusive) {
    return () -> {
      try (Arena arena = Arena.ofConfined();
          Sender sender =
              exclusive ? side.connection().exclusiveSender() : side.connection().sharedSender()) {
        MemorySegment source = arena.allocate(FuzzSide.MAX_BYTES, 8);
        while (side.lives()) {
          side.report()
              .guarded(
                  "frame",
                  side.connection(),
                  () -> {
                    long status =
                        sender.send(1, source, 0, FuzzSide.length(random), FuzzSide.WAIT_NS);
                    FuzzLook.status(status);
                    FuzzSide.pause(random);
                  });
        }
      }
    };
  }

  private static void fill(SegmentBuffer buffer, int length) {
    if (buffer.capacity() != length) {
      throw new AssertionError("claimed %d, got %d".formatted(length, buffer.capacity()));
    }
    buffer.setMemory(0, length, (byte) 7);
  }
}
