package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.CallSlotsOffered;
import io.ranvier.control.ControlMessage.CallSlotsReady;
import io.ranvier.control.ControlMessage.CallSlotsRefused;
import io.ranvier.control.ControlMessage.CallSlotsWanted;
import io.ranvier.error.ErrorCode;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client says about further call slots what no client of ours says. */
@Timeout(60)
final class HostileGrowthClientTest {
  private final TestRoot root = TestRoot.create();
  private final BlockingQueue<ConnectionEnd> ends = new LinkedBlockingQueue<>();
  private final Server server =
      Ranvier.listen("grown", ServerOptions.defaults().withRoot(root.path()))
          .onConnection(client -> {
            client.onEnd(ends::add);
            return frame -> {};
          })
          .start();
  private final RawPeer hostile = RawPeer.connect(root.path(), "grown");

  @AfterEach
  void stop() throws IOException {
    try (root) {
      hostile.close();
      server.close();
      assertTrue(Files.notExists(root.resolve("grown")), "nothing stays behind");
    }
  }

  static Stream<List<ControlMessage>> refused() {
    CallSlotsWanted next = new CallSlotsWanted(1);
    return Stream.of(
        List.of(new CallSlotsWanted(0)),
        List.of(new CallSlotsWanted(-1)),
        List.of(new CallSlotsWanted(2)),
        List.of(new CallSlotsWanted(Integer.MAX_VALUE)),
        List.of(new CallSlotsWanted(Integer.MIN_VALUE)),
        List.of(next, next),
        List.of(new CallSlotsReady(1)),
        List.of(new CallSlotsRefused("no")),
        List.of(new CallSlotsOffered(false, 1)),
        List.of(new CallSlotsOffered(true, 1)));
  }

  // verifies R10, L9
  @ParameterizedTest
  @MethodSource
  @DisplayName("L9: call slots out of turn, and more than there are, end the connection")
  void refused(List<ControlMessage> messages) throws Exception {
    hostile.attach(hostile.growingHello(), messages.toArray(ControlMessage[]::new));
    ControlMessage last = hostile.next();
    if (last instanceof CallSlotsOffered) {
      last = hostile.next();
    }
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(Bye.class, last).code());
    assertNull(hostile.next());
    ConnectionEnd end = ends.poll(20, TimeUnit.SECONDS);
    assertEquals(ErrorCode.PROTOCOL_ERROR, end.code());
    assertTrue(end.reason().contains("CallSlots"), end.reason());
  }

  // verifies R10, C8
  @Test
  @DisplayName("C8: a client that agreed on no further call slots gets none")
  void refusesSlotsThatWereNotAgreedOn() throws Exception {
    hostile.attach(new CallSlotsWanted(1));
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(Bye.class, hostile.next()).code());
  }

  // verifies R10, C8
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  @DisplayName("C8: nor does one get the same array twice, or one more than were agreed on")
  void offersEachArrayOnce(int another) throws Exception {
    hostile.attach(hostile.growingHello());
    for (int number = 1; number <= 3; number++) {
      hostile.send(new CallSlotsWanted(number));
      assertEquals(new CallSlotsOffered(true, number), hostile.next());
    }
    hostile.send(new CallSlotsWanted(another));
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(Bye.class, hostile.next()).code());
  }
}
