package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.FrameLayout;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.FakeLinux;
import io.ranvier.signal.Signals;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoneCallsTest {
  private static final int LIMIT = 100;

  /** More lone calls than it takes to notice them. */
  private static final int MANY = 10_000;

  private static final int LOOKS = 128;

  private final LoneCalls lone = new LoneCalls();

  @Test
  @DisplayName("calls that come alone are taken one at a time, but for a trial now and then")
  void noticesLoneCalls() {
    passAlone(20);
    int apart = 0;
    for (int i = 0; i < MANY; i++) {
      int most = lone.approach(LIMIT);
      assertTrue(most == 1 || most == LIMIT, "most=" + most);
      apart += most == 1 ? 1 : 0;
      lone.passed(1, LIMIT, true, 0);
    }
    assertEquals(256.0 / 257, (double) apart / MANY, 0.001);
  }

  @Test
  @DisplayName("calls that come together are noticed in the next trial")
  void noticesThatSeveralCome() {
    passAlone(MANY);
    int passes = 0;
    while (lone.approach(LIMIT) == 1) {
      passes++;
      lone.passed(1, LIMIT, true, 0);
    }
    assertTrue(passes <= 256, "passes=" + passes);
    lone.passed(2, LIMIT, true, 0);
    for (int i = 0; i < 16; i++) {
      assertEquals(LIMIT, lone.approach(LIMIT));
      lone.passed(1, LIMIT, true, 0);
    }
  }

  @Test
  @DisplayName("the delay grows to what calls take to come, and one look in 97 is too early")
  void learnsHowLongCallsTake() {
    passAlone(20);
    passAfter(150, MANY / 2);
    assertEquals(1 / 97.0, passAfter(150, MANY) / (double) MANY, 0.001);
    assertEquals(150, lone.turns(), 3);
  }

  @Test
  @DisplayName("calls that take longer now and then do not make the delay of the others longer")
  void mindsWhatCallsMostlyTake() {
    passAlone(20);
    for (int i = 0; i < MANY / 4; i++) {
      passAfter(100, 3);
      passAfter(300, 1);
    }
    assertEquals(100, lone.turns(), 6);
    // Also where these are the most: the sooner ones would wait longer than the others gain.
    for (int i = 0; i < MANY / 4; i++) {
      passAfter(100, 2);
      passAfter(300, 3);
    }
    assertEquals(100, lone.turns(), 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {110, 200, 500})
  @DisplayName("when all calls take longer the delay follows")
  void followsWhatAllCallsTake(int turns) {
    passAlone(20);
    passAfter(100, MANY);
    passAfter(turns, 4_000);
    assertEquals(turns, lone.turns(), 3);
  }

  @Test
  @DisplayName("a delay that was learned from calls that took longer is not kept for sooner ones")
  void findsThatMostCallsComeSooner() {
    passAlone(20);
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < MANY; i++) {
      passAfter(around(random, 300), 1);
    }
    assertEquals(310, lone.turns(), 12);
    // The later ones alone, just missed now and then, would keep it there.
    int passes = 0;
    for (; lone.turns() > 130 && passes < 8 * MANY; passes++) {
      passAfter(around(random, passes % 4 == 3 ? 300 : 100), 1);
    }
    assertTrue(passes < 4 * MANY, "passes=" + passes + ", turns=" + lone.turns());
    for (int i = 0; i < 8 * MANY; i++) {
      passAfter(around(random, i % 4 == 3 ? 300 : 100), 1);
    }
    assertEquals(110, lone.turns(), 25);
  }

  private static int around(SplittableRandom random, int turns) {
    return turns + random.nextInt(-10, 11);
  }

  @Test
  @DisplayName("calls of which one in 97 comes later than the look have few trials")
  void triesSeldomWhatIsLone() {
    passAlone(20);
    int trials = 0;
    for (int i = 0; i < MANY; i++) {
      trials += lone.approach(LIMIT) == LIMIT ? 1 : 0;
      lone.passed(1, LIMIT, true, i % 97 == 0 ? 1 : 0);
    }
    assertEquals(MANY / 2048, trials);
  }

  @Test
  @DisplayName("what a handler that threw left behind is not learned from")
  void forgetsADelayWithoutAnEnd() {
    passAlone(20);
    assertEquals(1, lone.approach(LIMIT));
    assertEquals(0, lone.approach(0));
    lone.passed(1, LIMIT, true, 1);
    assertEquals(0, lone.turns());
  }

  @Test
  @DisplayName("the delay shrinks again when calls come sooner, down to none")
  void unlearns() {
    passAlone(20);
    for (int i = 0; i < MANY; i++) {
      int ignored = lone.approach(LIMIT);
      lone.passed(1, LIMIT, true, 1);
    }
    assertEquals(512, lone.turns());
    for (int i = 0; i < 3 * MANY; i++) {
      int ignored = lone.approach(LIMIT);
      lone.passed(1, LIMIT, true, 0);
    }
    assertEquals(0, lone.turns());
  }

  @Test
  @DisplayName("a call that came long after the looks, or without a delay, tells nothing of it")
  void learnsFromDelaysOnly() {
    passAlone(20);
    lone.passed(1, LIMIT, true, 1);
    assertEquals(0, lone.turns());
    assertEquals(1, lone.approach(LIMIT));
    lone.passed(0, LIMIT, true, 1);
    lone.passed(1, LIMIT, true, 1);
    assertEquals(0, lone.turns());
  }

  @Test
  @DisplayName("frames that are no calls are not waited for apart")
  void mindsCallsOnly() {
    passAlone(MANY);
    lone.passed(1, LIMIT, false, 0);
    assertEquals(LIMIT, lone.approach(LIMIT));
    for (int i = 0; i < MANY; i++) {
      lone.passed(1, LIMIT, false, 0);
      assertEquals(LIMIT, lone.approach(LIMIT));
    }
  }

  @Test
  @DisplayName("a limit of none stays one of none")
  void keepsTheLimit() {
    passAlone(20);
    assertEquals(0, lone.approach(0));
  }

  @Test
  @DisplayName("a pass that brought nothing tells nothing")
  void ignoresEmptyPasses() {
    for (int i = 0; i < MANY; i++) {
      lone.passed(0, LIMIT, true, 1);
    }
    assertEquals(LIMIT, lone.approach(LIMIT));
    passAlone(20);
    lone.passed(0, LIMIT, false, 1);
    assertEquals(1, lone.approach(LIMIT));
  }

  @Test
  @DisplayName("a pass that may bring one frame tells nothing, and does not wait for it")
  void ignoresPassesOfOne() {
    for (int i = 0; i < MANY; i++) {
      assertEquals(1, lone.approach(1));
      lone.passed(1, 1, true, 0);
    }
    assertEquals(LIMIT, lone.approach(LIMIT));
  }

  @Test
  @DisplayName(
      "after lone calls several come one by one, in order, and at once to who does not wait")
  void takesWhatComesTogether() {
    try (LaneFixture link = LaneFixture.small()) {
      Sender sender = link.out.openShared();
      List<Long> seen = new ArrayList<>();
      InboundLane lane = lane(link, seen);
      for (long i = 0; i < 20; i++) {
        send(sender, FrameLayout.KIND_CALL, i);
        assertEquals(1, lane.poll(_ -> {}, LIMIT, LOOKS));
      }
      for (long i = 20; i < 25; i++) {
        send(sender, FrameLayout.KIND_CALL, i);
      }
      assertEquals(1, lane.poll(_ -> {}, LIMIT, LOOKS));
      assertEquals(4, lane.poll(_ -> {}, LIMIT, 0));
      assertEquals(LongStream.range(0, 25).boxed().toList(), seen);
    }
  }

  @Test
  @DisplayName("after lone frames several come together")
  void takesFramesTogether() {
    try (LaneFixture link = LaneFixture.small()) {
      Sender sender = link.out.openShared();
      InboundLane lane = lane(link, new ArrayList<>());
      for (int i = 0; i < MANY; i++) {
        send(sender, FrameLayout.KIND_DATA, i);
        assertEquals(1, lane.poll(_ -> {}, LIMIT, LOOKS));
      }
      for (int i = 0; i < 5; i++) {
        send(sender, FrameLayout.KIND_DATA, i);
      }
      assertEquals(5, lane.poll(_ -> {}, LIMIT, LOOKS));
    }
  }

  private static InboundLane lane(LaneFixture link, List<Long> seen) {
    CallFrames calls =
        new CallFrames() {
          @Override
          public void onCall(Frame frame, long reference, int flags, int deadline) {
            seen.add(reference);
          }

          @Override
          public void onCallAhead(long reference) {}

          @Override
          public void onCancel(long reference) {}
        };
    Signals signals =
        new Signals(Barrier.FENCE, true, FakeLinux.tierZero(), () -> {}, link.received);
    return new InboundLane(link.lane, 1 << 20, signals, link.inboundEnd, link, calls);
  }

  private static void send(Sender sender, int kind, long reference) {
    long descriptor = FrameLayout.descriptor(kind, 0, 0, 0);
    assertTrue(sender.attempt(descriptor, reference, 0, MemorySegment.NULL, 0) >= 0);
  }

  /**
   * Passes that bring a call each, so many turns after the last; a look takes eight.
   *
   * @return how many delays were too short
   */
  private int passAfter(int turns, int count) {
    int early = 0;
    for (int i = 0; i < count; i++) {
      boolean delayed = lone.approach(LIMIT) == 1;
      int missed = Math.ceilDiv(Math.max(turns - lone.turns(), 0), 8);
      early += delayed && missed > 0 ? 1 : 0;
      lone.passed(1, LIMIT, true, missed);
    }
    return early;
  }

  private void passAlone(int count) {
    for (int i = 0; i < count; i++) {
      lone.passed(1, LIMIT, true, 0);
    }
  }
}
