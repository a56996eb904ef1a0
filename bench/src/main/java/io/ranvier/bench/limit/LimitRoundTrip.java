package io.ranvier.bench.limit;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.SharedFile;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The limit: one word of one cache line, bounced between two processes.
 *
 * <p>Both sides write the same word with release and read it with acquire: request n is 2n + 1, its
 * reply 2n + 2. No payload, no waiting but looking, whatever the workload asks: nothing that uses
 * shared memory by loads and stores can be faster.
 *
 * <p>Of the plain forms this is the fastest, by a little or a lot: a second line for the way back
 * costs a quarter more on two cores, a second word in the same line or a volatile store about
 * nothing, and {@link Thread#onSpinWait()} saves up to a tenth. A loop of compare-and-set is faster
 * still between two cores (it fetches the line for writing at once) but it is a locked instruction
 * that takes the line away from a writer, so it is no measure for plain loads and stores.
 */
public final class LimitRoundTrip implements RoundTripContender {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long PAGE_BYTES = 4096;
  private static final long WORD = 0;

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    return new LineEcho(line(station));
  }

  @Override
  public Caller openCaller(Station station) throws IOException {
    return new LineCaller(line(station));
  }

  private static MemorySegment line(Station station) throws IOException {
    return SharedFile.map(station.directory().resolve("line"), PAGE_BYTES);
  }

  /**
   * Waits until the word is no longer {@code old}. Ends only when the other process writes: the
   * process that started both has the clock and ends them.
   */
  private static long awaitChange(MemorySegment line, long old) {
    long seen;
    while ((seen = (long) LONG.getAcquire(line, WORD)) == old) {
      Thread.onSpinWait();
    }
    return seen;
  }

  private static void check(long seen, long expected) {
    if (seen != expected) {
      throw new ContentError("wrong word: seen=%d, expected=%d".formatted(seen, expected));
    }
  }

  private record LineCaller(MemorySegment line) implements Caller {
    @Override
    public void exchange(long number) {
      long request = 2 * number + 1;
      LONG.setRelease(line, WORD, request);
      check(awaitChange(line, request), request + 1);
    }

    @Override
    public void close() {}
  }

  private record LineEcho(MemorySegment line) implements Echo {
    @Override
    public void answer(long number) {
      long request = 2 * number + 1;
      check(awaitChange(line, request - 1), request);
      LONG.setRelease(line, WORD, request + 1);
    }

    @Override
    public void close() {}
  }
}
