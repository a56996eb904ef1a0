package io.ranvier.channel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.counter.CounterBlock;
import io.ranvier.interleaving.Program;
import io.ranvier.interleaving.Threads;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneHost;
import io.ranvier.lane.LaneMemory;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * The two ends of a channel, each on a thread of its own that sleeps whenever it has nothing to do:
 * the sender without credit, the receiver without items.
 */
final class ChannelProgram implements Program {
  private static final int CELLS = 16;
  private static final long KEY = 0x7700_0000_0000_0000L;
  private static final int ITEM_BYTES = 8;
  private static final LaneOptions OPTIONS =
      LaneOptions.defaults().withRingCells(16).withExclusiveRings(0).withPayloadClasses();
  private static final LaneGeometry LANE = new LaneGeometry(OPTIONS);
  private static final MemorySegment UNSHARED =
      Arena.global().allocate(LANE.totalBytes() + 4096, 4096);
  private static final CounterBlock COUNTERS =
      new CounterBlock(Arena.global().allocate(CounterBlock.BYTES, 128), 0);

  private final MemorySegment source = Arena.ofAuto().allocate(ITEM_BYTES);
  private final int items;
  private final int takes;
  private final int grants;
  private final Tx tx;
  private final Rx rx;
  private long taken;

  /**
   * @param window the channel's
   * @param grants how often the receiver grants one item more, before it takes any
   * @param items how many the sender has
   * @param takes how many the receiver takes before it resets the channel; if all, it waits for the
   *     end
   */
  ChannelProgram(int window, int grants, int items, int takes) {
    this.items = items;
    this.takes = takes;
    this.grants = grants;
    MemorySegment segment = Threads.memory(ChannelLayout.totalBytes(CELLS));
    ChannelMemory memory = new ChannelMemory(segment, 0, CELLS, 0, KEY);
    Sleeper[] sleepers = new Sleeper[2];
    ChannelBlock sending = block(memory, true, signals(sleepers, 1));
    ChannelBlock taking = block(memory, false, signals(sleepers, 0));
    sleepers[0] = sending.sleeper();
    sleepers[1] = taking.sleeper();
    long generation = sending.tryOpen(window);
    require(taking.accept(generation), "set up");
    LaneEnd end = new LaneEnd();
    OutboundLane lane = lane(end);
    this.tx = new Tx(sending, generation, ITEM_BYTES, lane, end, Waiting.park());
    this.rx = new Rx(taking, generation, window, new PayloadInbox(), lane, end, Waiting.park());
  }

  /** Without futexes: the socket's byte wakes the other side. */
  private static Signals signals(Sleeper[] sleepers, int peer) {
    return new Signals(
        Barrier.FENCE, true, SleepCalls.none(), () -> sleepers[peer].unparkAll(), COUNTERS);
  }

  private static ChannelBlock block(ChannelMemory memory, boolean sends, Signals signals) {
    MetadataLimits limits = MetadataLimits.defaults();
    return new ChannelBlock(memory, sends, signals, limits, limits);
  }

  private static OutboundLane lane(LaneEnd end) {
    LaneHost refusing =
        (LaneHost)
            Proxy.newProxyInstance(
                LaneHost.class.getClassLoader(),
                new Class<?>[] {LaneHost.class},
                (_, method, arguments) -> {
                  throw new AssertionError(method.getName() + List.of(arguments));
                });
    return new OutboundLane(
        new LaneMemory(UNSHARED, 0, LANE, KEY),
        _ -> SlotBacking.RESERVED,
        ITEM_BYTES,
        Waiting.park(),
        signals(new Sleeper[1], 0),
        end,
        refusing);
  }

  @Override
  public List<Runnable> threads() {
    return List.of(this::send, this::receive);
  }

  private void send() {
    long status = 0;
    for (int i = 0; i < items && status >= 0; i++) {
      source.set(JAVA_LONG, 0, i + 1);
      status = tx.send(source, 0, ITEM_BYTES, Long.MAX_VALUE);
    }
    boolean mayBeReset = takes < items;
    require(status >= 0 || mayBeReset && status == Status.RESET, "sender: " + Status.name(status));
    tx.close();
  }

  private void receive() {
    for (int i = 0; i < grants; i++) {
      rx.grant(1);
    }
    int status = 0;
    while (status >= 0 && taken < takes) {
      status = take();
    }
    if (takes < items) {
      rx.reset();
    } else {
      while (status >= 0) {
        status = take();
      }
      require(status == Status.END, "receiver: " + Status.name(status));
      require(taken == items, "items taken: " + taken);
    }
  }

  private int take() {
    return rx.receive(
        item -> require(item.getLong(0) == ++taken, "item " + item.getLong(0)), 1, Long.MAX_VALUE);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
