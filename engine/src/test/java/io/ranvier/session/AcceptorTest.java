package io.ranvier.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.control.RawPeer;
import io.ranvier.counter.Counter;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.Janitor;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do not shake hands to the end. */
@Timeout(60)
final class AcceptorTest {
  private static final EndpointName NAME = new EndpointName("door");

  /** Enough for those who do shake hands to the end, also on a busy machine. */
  private static final long HANDSHAKE_NS = TimeUnit.SECONDS.toNanos(2);

  private final TestRoot directory = TestRoot.create();
  private final Root root = Root.openOrCreate(directory.path(), FileMode.ownerOnly());
  private final BlockingQueue<Session> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<RanvierException> lost = new LinkedBlockingQueue<>();
  private OwnedEndpoint endpoint;
  private Acceptor acceptor;

  @BeforeEach
  void start() throws IOException {
    endpoint = OwnedEndpoint.take(root, NAME, 0, MemorySegment.ofArray(new byte[0]));
    acceptor =
        new Acceptor(
            endpoint,
            ServerLimits.defaults(),
            ConnectionOptions.defaults(),
            opened::add,
            lost::add,
            HANDSHAKE_NS);
    acceptor.start();
  }

  @AfterEach
  void stop() {
    try (directory) {
      acceptor.close();
      endpoint.close();
      assertTrue(Files.notExists(directory.resolve(NAME.value())), "nothing stays behind");
    }
  }

  @Test
  @DisplayName("L5: a client that says nothing is turned away after its time; others are not kept")
  void turnsAwayWhoSaysNothing() throws Exception {
    try (RawPeer silent = RawPeer.connect(directory.path(), NAME.value());
        RawPeer slow = RawPeer.connect(directory.path(), NAME.value())) {
      slow.send(1, 200, new byte[3]);
      try (Session other = connect()) {
        assertTrue(other.end().isEmpty());
      }
      for (RawPeer peer : List.of(silent, slow)) {
        Rejected rejected = assertInstanceOf(Rejected.class, peer.next());
        assertEquals(ErrorCode.TIMED_OUT, rejected.code());
        assertTrue(rejected.reason().contains("2000 ms"), rejected.reason());
        assertNull(peer.next());
      }
    }
    awaitRejected(2);
  }

  @Test
  @DisplayName("L5: a client that never maps its region does not keep it")
  void takesTheRegionBackFromWhoNeverAttaches() throws Exception {
    try (RawPeer peer = RawPeer.connect(directory.path(), NAME.value())) {
      peer.send(peer.hello());
      assertInstanceOf(Welcome.class, peer.next());
      assertEquals(1, regions());
      assertEquals(ErrorCode.TIMED_OUT, assertInstanceOf(Rejected.class, peer.next()).code());
    }
    awaitNoRegion();
    assertEquals(0, acceptor.quota().takenBytes());
    assertEquals(0, acceptor.connectionCount());
  }

  @Test
  void forgetsManyClientsThatComeAndGo() throws Exception {
    for (int round = 0; round < 30; round++) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        RawPeer peer = RawPeer.connect(directory.path(), NAME.value());
        peers.add(peer);
        if (i % 3 == 0) {
          peer.send(peer.hello());
        }
      }
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
    try (Session session = connect()) {
      assertTrue(session.end().isEmpty());
      opened.poll(20, TimeUnit.SECONDS).close();
    }
    awaitNoRegion();
    assertEquals(0, acceptor.quota().takenBytes());
  }

  @Test
  @DisplayName("L5: no region is made for clients that have gone before it was their turn")
  void makesNoRegionForWhoHasGone() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    Janitor.shared().execute(() -> awaitUninterrupted(busy));
    try {
      for (int i = 1; i <= 3; i++) {
        try (RawPeer hasty = RawPeer.connect(directory.path(), NAME.value())) {
          hasty.send(hasty.hello());
        }
        awaitRejected(i);
      }
    } finally {
      busy.countDown();
    }
    try (Session session = connect()) {
      assertEquals(1, session.participant().connectionId(), "the first region that was made");
    }
  }

  private void awaitRejected(int count) {
    long startNs = System.nanoTime();
    while (acceptor.counters().get(Counter.CONNECTIONS_REJECTED) < count) {
      assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(20), "not rejected");
      Thread.onSpinWait();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Session connect() {
    return new Connector(
            root.path(), root.mode(), ConnectionOptions.defaults(), TimeUnit.SECONDS.toNanos(20))
        .connect(NAME);
  }

  private void awaitNoRegion() throws IOException {
    long startNs = System.nanoTime();
    while (regions() > 0 || acceptor.quota().takenBytes() > 0) {
      assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(20), "regions stay");
      Thread.onSpinWait();
    }
  }

  private long regions() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(NAME.value()))) {
      return files.filter(file -> file.getFileName().toString().startsWith("region")).count();
    }
  }
}
