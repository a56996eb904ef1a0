package io.ranvier.bench.jmh;

import static io.ranvier.bench.jmh.ChannelEnds.NOTHING;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Control;

/** Credit: an item of a channel sent and taken, and what the sender may send given back. */
@HotPath
public class ChannelBenchmark extends Primitive {
  private static final int WINDOW = 64;

  /** For JMH. */
  public ChannelBenchmark() {}

  /** Both ends in one thread; credit goes back by itself. */
  @State(Scope.Thread)
  public static class OwnChannel extends ChannelEnds {
    /** Items that the sender may be ahead: credit goes back with each item, or each 32nd. */
    @Param({"1", "64"})
    public int window;

    long next;

    /** For JMH. */
    public OwnChannel() {}

    @Override
    int window() {
      return window;
    }
  }

  /** Both ends in one thread; credit is granted item by item. */
  @State(Scope.Thread)
  public static class GrantedChannel extends ChannelEnds {
    long next;

    /** For JMH. */
    public GrantedChannel() {}

    @Override
    int window() {
      return 0;
    }
  }

  /** One end in each of two threads. */
  @State(Scope.Group)
  public static class SharedChannel extends ChannelEnds {
    /** For JMH. */
    public SharedChannel() {}

    @Override
    int window() {
      return WINDOW;
    }
  }

  /** The sending thread's own. */
  @State(Scope.Thread)
  public static class Sending {
    long next;

    /** For JMH. */
    public Sending() {}
  }

  /** Sends an item and takes it: what the instructions cost. */
  @Benchmark
  public long oneThread(OwnChannel channel, PinnedThread thread) {
    return carry(channel, channel.next++);
  }

  /** Grants one item of credit, sends an item and takes it. */
  @Benchmark
  public long oneThreadGranted(GrantedChannel channel, PinnedThread thread) {
    channel.grant();
    return carry(channel, channel.next++);
  }

  private static long carry(ChannelEnds channel, long number) {
    long sent = channel.trySend(number);
    long taken = channel.tryTake();
    if (sent != number || taken != number) {
      throw new IllegalStateException(
          "channel stuck: number=%d, sent=%d, taken=%d".formatted(number, sent, taken));
    }
    return taken;
  }

  /** Sends items as fast as the other thread gives credit. */
  @Benchmark
  @Group("twoThreads")
  public long send(SharedChannel channel, Sending sending, PinnedThread thread, Control control) {
    long sent;
    while ((sent = channel.trySend(sending.next)) < 0) {
      if (control.stopMeasurement) {
        return NOTHING;
      }
      Thread.onSpinWait();
    }
    sending.next++;
    return sent;
  }

  /** Takes and checks items as fast as they come. */
  @Benchmark
  @Group("twoThreads")
  public long take(SharedChannel channel, PinnedThread thread, Control control) {
    long taken;
    while ((taken = channel.tryTake()) < 0) {
      if (control.stopMeasurement) {
        return NOTHING;
      }
      Thread.onSpinWait();
    }
    return taken;
  }
}
