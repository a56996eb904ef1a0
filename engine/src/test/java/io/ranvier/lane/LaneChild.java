package io.ranvier.lane;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.payload.PayloadPool;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.FakeLinux;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * What {@link LaneProcessTest} runs in two JVMs: eight senders there, one receiver here, a mapped
 * file between them. Whoever sleeps by futex sleeps until he is woken.
 */
final class LaneChild implements LaneHost {
  static final int SENDERS = 8;
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final LaneGeometry GEOMETRY =
      new LaneGeometry(
          LaneOptions.defaults()
              .withRingCells(64)
              .withExclusiveRings(2)
              .withPayloadClasses(
                  new PayloadClass(LaneFixture.SMALL_SLOT, 8),
                  new PayloadClass(LaneFixture.LARGE_SLOT, 3)));
  private static final long BYTES = 4096 + GEOMETRY.totalBytes();

  private final MappedFile file;
  private final Signals signals;
  private final Waiting waiting;
  private final LaneMemory lane;

  private LaneChild(MappedFile file, boolean futex, Barrier barrier, long countersOffset) {
    this.file = file;
    CounterBlock counters = new CounterBlock(file.segment(), countersOffset);
    this.signals =
        new Signals(
            barrier, futex, futex ? FakeLinux.real() : FakeLinux.tierZero(), () -> {}, counters);
    this.waiting = futex ? Waiting.park() : Waiting.idle(YieldingIdleStrategy::new);
    this.lane = new LaneMemory(file.segment(), 4096, GEOMETRY, LaneFixture.KEY);
  }

  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[1]);
    boolean futex = Boolean.parseBoolean(args[2]);
    Barrier barrier = Barrier.valueOf(args[3]);
    int framesEach = Integer.parseInt(args[4]);
    if (futex && !FakeLinux.real().canFence()) {
      System.out.println("missing futex or membarrier");
      return;
    }
    if (args[0].equals("send")) {
      FileMode mode = FileMode.ownerOnly();
      try (MappedFile file = MappedFile.create(path, BYTES, Reservation.FULL, mode)) {
        new LaneChild(file, futex, barrier, 0).send(framesEach);
      }
    } else {
      try (MappedFile file = MappedFile.attach(path, BYTES, Reservation.FULL)) {
        new LaneChild(file, futex, barrier, 1024).receive(framesEach);
      }
    }
  }

  private void send(int framesEach) throws Exception {
    OutboundLane out =
        new OutboundLane(
            lane,
            _ -> SlotBacking.RESERVED,
            Traffic.LONGEST,
            waiting,
            signals,
            new LaneEnd(),
            this);
    System.out.println("created");
    Sender shared = out.openShared();
    Threads.together(
        SENDERS,
        sender -> {
          // Two of them have rings of their own.
          Sender own = sender < 2 ? out.openExclusive() : shared;
          sendAll(own, sender, framesEach);
        });
    System.out.println("sent");
    int ignored = System.in.read();
    out.pool().harvest();
    System.out.println("taken " + out.pool().takenCount());
    System.out.println("refused-returns " + signals.counters().get(Counter.REFUSED_RETURNS));
    System.out.println("sender-parks " + signals.counters().get(Counter.SENDER_PARKS));
  }

  private static void sendAll(Sender sender, int id, int framesEach) {
    Traffic traffic = new Traffic(id);
    Claim claim = new Claim();
    SegmentBuffer copy = new SegmentBuffer(Arena.ofAuto().allocate(Traffic.LONGEST, 8), 0, 0);
    FrameBatch batch = sender.newBatch();
    for (int i = 0; i < framesEach; i++) {
      traffic.next();
      int length = traffic.length();
      copy.wrap(copy.segment(), 0, length);
      long status;
      if (i % 3 == 0) {
        status = sender.claim(length, claim, DEADLINE_NS);
        traffic.write(claim.buffer());
        status = status < 0 ? status : claim.publish(id, length, DEADLINE_NS);
      } else {
        traffic.write(copy);
        boolean batched = i % 3 == 1 && length <= sender.maxInlineBytes();
        if (batched) {
          check(batch.add(id, copy.segment(), 0, length), "batch");
          status = batch.publish(DEADLINE_NS);
        } else {
          status = sender.send(id, copy.segment(), 0, length, DEADLINE_NS);
        }
      }
      check(status >= 0, Status.name(status));
    }
  }

  private void receive(int framesEach) {
    InboundLane in =
        new InboundLane(lane, Traffic.LONGEST, signals, new LaneEnd(), this, NoCalls.REFUSED);
    Traffic[] senders = new Traffic[SENDERS];
    for (int i = 0; i < SENDERS; i++) {
      senders[i] = new Traffic(i);
    }
    RetainedPayload kept = new RetainedPayload();
    FrameHandler handler =
        frame -> {
          Traffic traffic = senders[frame.method()];
          traffic.next();
          traffic.check(frame.payload());
          if (traffic.number() % 16 == 0) {
            // Back later than those that come after it.
            kept.close();
            frame.retain(kept);
          }
        };
    Waiter waiter = new Waiter(waiting);
    for (int left = SENDERS * framesEach; left > 0; ) {
      int handled = in.poll(handler, 100, 0);
      left -= handled;
      if (handled == 0) {
        check(waiter.await(in, in.sleeper(), DEADLINE_NS), "frames left: " + left);
      }
    }
    kept.close();
    int handled = in.poll(handler, 1, 0);
    System.out.println("received " + signals.counters().get(Counter.FRAMES_RECEIVED));
    System.out.println("surplus " + handled);
    System.out.println("held " + in.inbox().heldCount());
    System.out.println("parks " + signals.counters().get(Counter.PARKS));
  }

  @Override
  public boolean requestExtent(PayloadPool pool, long slotBytes, long mostBytes) {
    return true;
  }

  @Override
  public String extentRefusal() {
    return "this link adds none";
  }

  @Override
  public boolean endIfCutShort() {
    return false;
  }

  @Override
  public void protocolError(String what) {
    throw new AssertionError(what + " in " + file.path());
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
