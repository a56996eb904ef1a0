package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ranvier.signal.Barrier;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Millions of frames between two JVMs, over nothing but a mapped file. */
@Timeout(180)
final class LaneProcessTest {
  private static final long MILLIONS = 2_000_000;
  private static final Duration DEADLINE = Duration.ofSeconds(120);

  private final TestRoot root = TestRoot.create();

  @AfterEach
  void removeRoot() {
    root.close();
  }

  @ParameterizedTest(name = "futex {0}, {1}, {2} frames each")
  @CsvSource({"true, MEMBARRIER, 250000", "true, FENCE, 250000", "false, FENCE, 250000"})
  @DisplayName(
      "R4 R11 L11 eight senders: every byte, order per sender, no slot left, nobody forgotten")
  void carriesMillionsOfFrames(boolean futex, Barrier barrier, int framesEach) {
    try (ChildJvm sending = start("send", futex, barrier, framesEach)) {
      String created = sending.awaitLine("", DEADLINE);
      assumeTrue(created.equals("created"), created);
      try (ChildJvm receiving = start("receive", futex, barrier, framesEach)) {
        long frames = (long) LaneChild.SENDERS * framesEach;
        assertTrue(frames >= MILLIONS, "frames in total: " + frames);
        assertEquals(Long.toString(frames), receiving.awaitLine("received ", DEADLINE));
        assertEquals("0", receiving.awaitLine("surplus ", DEADLINE));
        assertEquals("0", receiving.awaitLine("held ", DEADLINE));
        long parks = Long.parseLong(receiving.awaitLine("parks ", DEADLINE));
        assertEquals(futex, parks > 0, "parks of the receiver: " + parks);
        assertEquals(0, receiving.awaitExit(DEADLINE), receiving::standardError);
      }
      sending.awaitLine("sent", DEADLINE);
      sending.send("");
      assertEquals("0", sending.awaitLine("taken ", DEADLINE), "bits left in the bitmaps");
      assertEquals("0", sending.awaitLine("refused-returns ", DEADLINE));
      long parks = Long.parseLong(sending.awaitLine("sender-parks ", DEADLINE));
      assertTrue(!futex || parks > 0, "parks of the senders: " + parks);
      assertEquals(0, sending.awaitExit(DEADLINE), sending::standardError);
    }
  }

  private ChildJvm start(String role, boolean futex, Barrier barrier, int framesEach) {
    ChildJvm.Builder builder = ChildJvm.of(LaneChild.class);
    if (futex) {
      builder.flags("--enable-native-access=ALL-UNNAMED");
    }
    return builder
        .flags("-Xmx64m")
        .args(role, root.resolve("lane"), futex, barrier, framesEach)
        .start();
  }
}
