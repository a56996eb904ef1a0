package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.Connection;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadClass;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks a living server for extents, and gives them back, as no client of ours does. */
@Timeout(60)
final class HostileExtentClientTest {
  private static final PayloadClass CLASS = new PayloadClass(4096, 4);

  private final AttackedServer attacked = new AttackedServer();
  private final RawPeer hostile = attacked.connect();

  @AfterEach
  void stop() throws IOException {
    try (attacked) {
      hostile.close();
    }
  }

  @Test
  @DisplayName("L9: a client that asks for tiny extents gets a limited number of them")
  void limitsTheNumberOfExtents() throws IOException {
    PayloadClass tiny = new PayloadClass(64, 1);
    hostile.attach();
    for (int i = 0; i < 1024; i++) {
      hostile.send(new ExtentWanted(tiny));
      assertEquals(new ExtentOffered(true, i, tiny), hostile.next());
    }
    hostile.send(new ExtentWanted(tiny));
    ExtentRefused refused = assertInstanceOf(ExtentRefused.class, hostile.next());
    assertTrue(refused.reason().contains("extents=1024"), refused.reason());
    attacked.assertWitnessUnharmed();
  }

  @Test
  @DisplayName("C8: extents beyond the agreed quota are refused")
  void refusesExtentsBeyondTheQuota() throws IOException {
    hostile.attach();
    hostile.send(new ExtentWanted(new PayloadClass(1 << 20, 1 << 20)));
    ExtentRefused refused = assertInstanceOf(ExtentRefused.class, hostile.next());
    assertTrue(refused.reason().contains("quotaBytes=" + (1 << 24)), refused.reason());
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
  }

  @Test
  @DisplayName("L9: a hostile client can give an extent back only once")
  void dropsARetiredExtentOnce() throws IOException {
    hostile.attach();
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
    hostile.send(new ExtentRetired(true, 0));
    assertEquals(new ExtentDropped(true, 0), hostile.next());
    // Of an extent that is not there any more nothing is to be dropped.
    hostile.send(new ExtentRetired(true, 0));
    hostile.send(new ExtentWanted(CLASS));
    ControlMessage answer = hostile.next();
    if (answer instanceof ExtentDropped) {
      answer = hostile.next();
    }
    assertEquals(new ExtentOffered(true, 0, CLASS), answer);
  }

  @Test
  @DisplayName("L9: answers about extents that were never asked for change nothing")
  void ignoresAnswersNobodyAskedFor() throws IOException {
    hostile.attach();
    hostile.send(new ExtentReady(3));
    hostile.send(new ExtentDropped(false, 3));
    hostile.send(new ExtentRetired(true, 3));
    hostile.send(new ExtentRefused("no"));
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
    attacked.assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: a refusal of an extent that is not offered yet changes nothing")
  void ignoresARefusalBeforeTheOffer() throws Exception {
    hostile.attach();
    Connection served = attacked.served();
    CountDownLatch held = new CountDownLatch(1);
    Janitor.shared().execute(() -> awaitUninterrupted(held));
    try (Sender sender = served.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment large = arena.allocate(1 << 20);
      assertEquals(Status.NO_PAYLOAD_SLOT, sender.trySend(1, large, 0, 1 << 20));
      hostile.send(new ExtentRefused("no"));
      hostile.send(new Ping(7));
      assertEquals(new Pong(7), hostile.next());
      held.countDown();
      ExtentOffered offered = assertInstanceOf(ExtentOffered.class, hostile.next());
      hostile.send(new ExtentReady(offered.index()));
      hostile.send(new Ping(8));
      assertEquals(new Pong(8), hostile.next());
      assertTrue(sender.trySend(1, large, 0, 1 << 20) >= 0);
    } finally {
      held.countDown();
    }
    attacked.assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: a client that asks for the next extent before it was answered is refused")
  void refusesAFloodOfWishes() throws IOException {
    hostile.attach();
    ByteBuffer flood = ByteBuffer.allocate(1 << 20);
    ByteBuffer wish = BodyWriter.encode(new ExtentWanted(CLASS));
    while (flood.remaining() >= wish.limit()) {
      flood.put(wish.rewind());
    }
    try {
      hostile.send(flood.flip());
    } catch (IOException e) {
      // The server hung up in the middle.
    }
    // It hangs up, with or without a word: who does not read may have no room for one.
    boolean said = false;
    for (ControlMessage next = hostile.next(); next != null; next = hostile.next()) {
      assertFalse(said, "nothing comes behind the last word: " + next);
      said = next instanceof Bye;
    }
    attacked.assertWitnessUnharmed();
    attacked.assertNoRegionOf(2);
  }

  // verifies L9
  @Test
  @DisplayName(
      "L9: an extent given up over and over is dropped once, and makes no work that piles up")
  void dropsAnExtentOnce() throws Exception {
    hostile.attach();
    hostile.send(new ExtentWanted(new PayloadClass(4096, 2)));
    assertEquals(0, assertInstanceOf(ExtentOffered.class, hostile.next()).index());
    CountDownLatch busy = new CountDownLatch(1);
    try {
      Janitor.shared().execute(() -> awaitUninterrupted(busy));
      hostile.send(new ExtentRetired(true, 0));
      hostile.send(new ExtentRetired(true, 0));
      ConnectionEnd end = attacked.nextEnd();
      assertEquals(ErrorCode.PROTOCOL_ERROR, end.code());
      assertTrue(end.reason().contains("ExtentRetired"), end.reason());
    } finally {
      busy.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
