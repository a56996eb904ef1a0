package io.ranvier.routing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.Reservation;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * What {@link RoutingProcessTest} runs in another JVM: several threads that answer. Requests come
 * through a mailbox for each slot: the reference in a word, and zero when it was accepted.
 */
final class RoutingChild {
  static final ReplyGeometry GEOMETRY = new ReplyGeometry(7, 300);
  static final long STOP = -1;
  static final long MAILBOXES = 4096;
  static final long BASE = 8192;
  static final long BYTES = BASE + GEOMETRY.totalBytes();
  private static final int ANSWERERS = 2;
  private static final VarHandle MAIL = JAVA_LONG.varHandle();

  private RoutingChild() {}

  static boolean casMail(MemorySegment segment, int slot, long from, long to) {
    return MAIL.compareAndSet(segment, MAILBOXES + 8L * slot, from, to);
  }

  static long mail(MemorySegment segment, int slot) {
    return (long) MAIL.getVolatile(segment, MAILBOXES + 8L * slot);
  }

  static Signals signals(MemorySegment segment, long counters) {
    return new Signals(
        Barrier.FENCE, true, SleepCalls.shared(), () -> {}, new CounterBlock(segment, counters));
  }

  static int length(long reference, boolean wrong) {
    long mixed = (reference + (wrong ? 5 : 0)) * 0x9E3779B97F4A7C15L >>> 20;
    return (int) (mixed % (GEOMETRY.maxReplyBytes() + 1));
  }

  static byte byteAt(long reference, int index) {
    return (byte) ((reference + index) * 0x9E3779B97F4A7C15L >>> 56);
  }

  public static void main(String[] args) throws Exception {
    try (MappedFile file = MappedFile.attach(Path.of(args[0]), BYTES, Reservation.FULL)) {
      Answerer answerer =
          new Answerer(file.segment(), BASE, GEOMETRY, signals(file.segment(), 2048));
      long[] refused = new long[ANSWERERS];
      System.out.println("ready");
      Threads.start(() -> {
        // The end of standard input: the test is over, however.
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(1);
      });
      Threads.together(
          ANSWERERS, thread -> refused[thread] = answer(file.segment(), answerer, thread));
      long counted = new CounterBlock(file.segment(), 2048).get(Counter.REFUSED_REPLIES);
      System.out.println("refused " + (refused[0] + refused[1]) + " of " + counted);
    }
  }

  /** Answers each call once more than it may, and calls of long ago. */
  private static long answer(MemorySegment segment, Answerer answerer, int thread) {
    SplittableRandom random = new SplittableRandom(thread);
    long[] old = new long[8];
    long refused = 0;
    MemorySegment bytes = Arena.ofAuto().allocate(GEOMETRY.maxReplyBytes());
    for (int slot = 0; ; slot = (slot + 1) % GEOMETRY.slotCount()) {
      long reference = mail(segment, slot);
      if (reference == STOP) {
        return refused;
      }
      int before = random.nextInt(old.length);
      if (old[before] != 0 && !deliver(answerer, old[before], bytes, true)) {
        refused++;
      }
      if (reference != 0 && take(segment, slot, answerer, reference)) {
        if (!deliver(answerer, reference, bytes, false)) {
          refused++;
        }
        old[before] = reference;
      }
    }
  }

  /** One at a time: the slot's next call must not be accepted before this one. */
  private static boolean take(MemorySegment segment, int slot, Answerer answerer, long reference) {
    synchronized (answerer) {
      if (mail(segment, slot) != reference) {
        return false;
      }
      if (!answerer.accept(reference)) {
        throw new AssertionError("refused " + reference);
      }
      return casMail(segment, slot, reference, 0);
    }
  }

  private static boolean deliver(
      Answerer answerer, long reference, MemorySegment bytes, boolean wrong) {
    int length = length(reference, wrong);
    for (int i = 0; i < length; i++) {
      bytes.set(JAVA_BYTE, i, (byte) (byteAt(reference, i) ^ (wrong ? 1 : 0)));
    }
    return answerer.answer(reference, wrong ? 666 : 0, bytes, 0, length)
        == Answerer.Outcome.DELIVERED;
  }
}
