package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.SharedFile;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Carries payloads through a mapped file and changes one byte of one message on its way: of request
 * 2, or of its reply. Each of the two sections that every run has makes at least two exchanges.
 */
public abstract sealed class CorruptingContender implements RoundTripContender {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final int PAYLOAD = 128;
  private static final long CHANGED = 2;

  private final boolean changesRequest;

  private CorruptingContender(boolean changesRequest) {
    this.changesRequest = changesRequest;
  }

  /** Changes a request. */
  public static final class OfRequest extends CorruptingContender {
    public OfRequest() {
      super(true);
    }
  }

  /** Changes a reply. */
  public static final class OfReply extends CorruptingContender {
    public OfReply() {
      super(false);
    }
  }

  @Override
  public String name() {
    return "corrupting";
  }

  @Override
  public Caller openCaller(Station station) throws IOException {
    MemorySegment shared = SharedFile.map(station.directory().resolve("shared"), 4096);
    return new Caller() {
      @Override
      public void exchange(long number) {
        Pattern.fill(shared, PAYLOAD, station.payloadBytes(), Pattern.request(number));
        change(shared, number, changesRequest);
        LONG.setRelease(shared, 0L, 2 * number + 1);
        await(shared, 2 * number + 2);
        Pattern.check(shared, PAYLOAD, station.payloadBytes(), Pattern.reply(number), number);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    MemorySegment shared = SharedFile.map(station.directory().resolve("shared"), 4096);
    return new Echo() {
      @Override
      public void answer(long number) {
        await(shared, 2 * number + 1);
        Pattern.check(shared, PAYLOAD, station.payloadBytes(), Pattern.request(number), number);
        Pattern.fill(shared, PAYLOAD, station.payloadBytes(), Pattern.reply(number));
        change(shared, number, !changesRequest);
        LONG.setRelease(shared, 0L, 2 * number + 2);
      }

      @Override
      public void close() {}
    };
  }

  private static void change(MemorySegment shared, long number, boolean here) {
    if (here && number == CHANGED) {
      byte right = shared.get(ValueLayout.JAVA_BYTE, PAYLOAD);
      shared.set(ValueLayout.JAVA_BYTE, PAYLOAD, (byte) ~right);
    }
  }

  private static void await(MemorySegment shared, long value) {
    while ((long) LONG.getAcquire(shared, 0L) != value) {
      Thread.onSpinWait();
    }
  }
}
