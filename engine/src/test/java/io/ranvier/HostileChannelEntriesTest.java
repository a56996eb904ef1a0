package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.call.MethodId;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.Claim;
import io.ranvier.ring.FrameLayout;
import io.ranvier.slot.SlotReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call whose envelope names channels that it must not: its client loses its connection. */
@Timeout(60)
final class HostileChannelEntriesTest {
  private HostileChannelPair hostile;
  private ChannelPair pair;

  @BeforeEach
  void open() throws Exception {
    hostile = new HostileChannelPair();
    pair = hostile.pair;
  }

  @AfterEach
  void close() {
    hostile.close();
  }

  // verifies S5, D8, D20, L9
  @ParameterizedTest
  @ValueSource(
      strings = {
        "the server's half",
        "no block",
        "no generation",
        "no reference",
        "in use",
        "old generation",
        "named twice",
        "window -1",
        "flags 3",
        "65 channels",
        "-1 channels",
        "more than there are bytes"
      })
  @DisplayName("a call whose envelope names what it must not")
  void refusesEntries(String which) throws Exception {
    Ends used = pair.orders(8);
    pair.orders(8).close();
    int count =
        switch (which) {
          case "named twice" -> 2;
          case "65 channels" -> 65;
          case "-1 channels" -> -1;
          case "more than there are bytes" -> 64;
          default -> 1;
        };
    long reference =
        switch (which) {
          case "the server's half" -> SlotReference.of(1, 1);
          case "no block" -> SlotReference.of(8, 1);
          case "no generation" -> SlotReference.of(4, 0);
          case "no reference" -> -1;
          case "in use" -> SlotReference.of(0, 2);
          case "old generation" -> SlotReference.of(2, 1);
          default -> SlotReference.of(4, 1);
        };
    long windowAndFlags =
        switch (which) {
          case "window -1" -> 1L << 32 | 0xFFFF_FFFFL;
          case "flags 3" -> 3L << 32 | 8;
          default -> 1L << 32 | 8;
        };
    publish(count, reference, windowAndFlags);
    hostile.assertEnded();
    used.close();
  }

  private void publish(int count, long reference, long windowAndFlags) {
    CallSender sender = pair.client.session().outbound().openForCalls(false);
    Claim claim = new Claim();
    assertEquals(0, sender.tryClaim(48, claim));
    claim.buffer().putLong(0, 0);
    claim.buffer().putLong(8, count & 0xFFFF_FFFFL);
    for (int offset = 16; offset < 48; offset += 16) {
      claim.buffer().putLong(offset, reference);
      claim.buffer().putLong(offset + 8, windowAndFlags);
    }
    long route = FrameLayout.route(MethodId.of(ChannelPair.SERVICE, ChannelPair.LEAVE), 0);
    long call = SlotReference.of(200, 1);
    assertTrue(sender.tryPublish(claim, FrameLayout.FLAG_ENVELOPE, call, route) >= 0);
    boolean ignored = sender.close();
  }
}
