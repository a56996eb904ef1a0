package io.ranvier.signal;

import io.ranvier.counter.Counter;
import io.ranvier.ffm.NativeAccess;
import io.ranvier.signal.DoorbellFixture.Calls;

/** What {@link DoorbellProcessTest} runs in a JVM with native access. */
final class DoorbellChild {
  private DoorbellChild() {}

  public static void main(String[] args) throws Exception {
    if (NativeAccess.status() != NativeAccess.Status.AVAILABLE) {
      System.out.println("missing " + NativeAccess.status().sentence());
      return;
    }
    Barrier barrier = Barrier.valueOf(args[0]);
    if (barrier == Barrier.MEMBARRIER && !FakeLinux.real().canFence()) {
      System.out.println("missing membarrier");
      return;
    }
    int platform = Integer.parseInt(args[1]);
    int virtual = Integer.parseInt(args[2]);
    int permits = Integer.parseInt(args[3]);
    try (DoorbellFixture bell = DoorbellFixture.with(barrier, Calls.REAL)) {
      if (platform == 1) {
        new PlainPublications(bell).run(permits);
      } else {
        new DoorbellTraffic(bell, permits).run(platform, virtual);
      }
      System.out.println("sleeps " + bell.counters.get(Counter.PARKS));
      System.out.println("wakes " + bell.counters.get(Counter.WAKES));
      System.out.println("bytes " + bell.bytes.get());
    }
    System.exit(0);
  }
}
