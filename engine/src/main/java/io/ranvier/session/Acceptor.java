package io.ranvier.session;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.Housekeeper;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.growth.MemoryQuota;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.Janitor;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

/**
 * The server's door: accepts sockets and shakes hands. Borrows the endpoint; owns the connections
 * it has let in until they close.
 *
 * <p>On the housekeeper; closing may be done by any thread.
 */
public final class Acceptor implements Housekeeper.Watched, AutoCloseable {
  private static final int ACCEPTS_IN_A_ROW = 16;
  private static final long HANDSHAKE_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long FILE_WORK_NS = TimeUnit.SECONDS.toNanos(2);

  private final OwnedEndpoint endpoint;
  private final ServerLimits limits;
  private final ConnectionOptions options;
  private final Consumer<Session> opened;
  private final MemoryQuota quota;
  private final CounterBlock counters;
  private final NameWatch nameWatch;
  private final long handshakeNs;
  private final AtomicLong nextId = new AtomicLong(1);
  private final AtomicInteger places = new AtomicInteger();
  private final Set<ServerHandshake> handshakes = ConcurrentHashMap.newKeySet();
  private final Set<Session> connections = ConcurrentHashMap.newKeySet();
  private SelectionKey resting;
  private volatile boolean draining;
  private volatile boolean closed;

  /**
   * @param opened is given each session as it opens, on the housekeeper; must not block
   * @param lost is told once, on the housekeeper, when somebody took the endpoint's files away
   */
  public Acceptor(
      OwnedEndpoint endpoint,
      ServerLimits limits,
      ConnectionOptions options,
      Consumer<Session> opened,
      Consumer<? super RanvierException> lost) {
    this(endpoint, limits, options, opened, lost, HANDSHAKE_NS);
  }

  /**
   * @param handshakeNs a client that takes longer to shake hands is turned away
   */
  Acceptor(
      OwnedEndpoint endpoint,
      ServerLimits limits,
      ConnectionOptions options,
      Consumer<Session> opened,
      Consumer<? super RanvierException> lost,
      long handshakeNs) {
    this.endpoint = endpoint;
    this.nameWatch =
        new NameWatch(
            endpoint,
            failure -> {
              // Closing takes the files away too; it has said so before it begins.
              if (!closed) {
                lost.accept(failure);
              }
            });
    this.handshakeNs = handshakeNs;
    this.limits = limits;
    this.options = options;
    this.opened = opened;
    this.quota = new MemoryQuota(limits.memoryQuotaBytes());
    this.counters = new CounterBlock(endpoint.counters(), 0);
  }

  /** Begins to accept. */
  public void start() throws IOException {
    ServerSocketChannel socket = endpoint.serverSocket();
    socket.configureBlocking(false);
    Housekeeper housekeeper = Housekeeper.shared();
    housekeeper.watch(socket, SelectionKey.OP_ACCEPT, housekeeper.newTurn(this));
  }

  /** Returns how many connections are open. */
  public int connectionCount() {
    return connections.size();
  }

  /** Returns the endpoint's counters. */
  public CounterBlock counters() {
    return counters;
  }

  /** Turns new clients away, and has all connections refuse new calls. Idempotent. */
  public void drain() {
    draining = true;
    handshakes.forEach(handshake -> handshake.abandon(ErrorCode.DRAINING));
    connections.forEach(Session::drain);
  }

  /** Returns whether no connection has a call at work. */
  public boolean isAnswered() {
    for (Session session : connections) {
      if (session.end().isEmpty() && session.inboundCalls().sharedCount() > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes every connection in good order and accepts no more. Returns when no file will be created
   * any more, so that the endpoint's directory can be removed. Idempotent.
   */
  @Override
  public void close() {
    closed = true;
    handshakes.forEach(handshake -> handshake.abandon(ErrorCode.CONNECTION_CLOSED));
    connections.forEach(Session::close);
    try {
      boolean ignored = EngineThread.call(() -> Janitor.shared().awaitQuiet(FILE_WORK_NS));
    } catch (IOException e) {
      throw new AssertionError("waiting for the janitor is no file work", e);
    }
  }

  @Override
  public void onReady(SelectionKey key) {
    ServerSocketChannel door = (ServerSocketChannel) key.channel();
    for (int i = 0; i < ACCEPTS_IN_A_ROW; i++) {
      SocketChannel socket = accept(door, key);
      if (socket == null) {
        return;
      }
      if (!greeted(socket)) {
        rest(key);
        return;
      }
    }
  }

  @Override
  public boolean onTick(long nowNs) {
    if (resting != null && resting.isValid()) {
      resting.interestOps(SelectionKey.OP_ACCEPT);
    }
    resting = null;
    if (!closed) {
      nameWatch.onTick(nowNs);
    }
    return true;
  }

  @Override
  public void onFailure(Throwable failure) {
    // The door itself is broken or closed: who is inside stays.
  }

  OwnedEndpoint endpoint() {
    return endpoint;
  }

  ConnectionOptions options() {
    return options;
  }

  ServerLimits limits() {
    return limits;
  }

  MemoryQuota quota() {
    return quota;
  }

  long handshakeNs() {
    return handshakeNs;
  }

  /** Takes one of the places for connections; false when all are taken. */
  boolean tryTakePlace() {
    if (places.incrementAndGet() <= limits.maxConnections()) {
      return true;
    }
    leavePlace();
    return false;
  }

  void leavePlace() {
    places.decrementAndGet();
  }

  long newId() {
    return nextId.getAndIncrement();
  }

  /** A handshake has come to its end, good or bad. */
  void ended(ServerHandshake handshake) {
    handshakes.remove(handshake);
  }

  void rejected(ServerHandshake handshake) {
    ended(handshake);
    if (!closed) {
      counters.countIfThere(Counter.CONNECTIONS_REJECTED);
    }
  }

  /** A client has mapped its region: the connection is open. */
  void admitted(ServerHandshake handshake, Session session) {
    ended(handshake);
    connections.add(session);
    counters.countIfThere(Counter.CONNECTIONS_ACCEPTED);
    session.onEnd(this::countEnd);
    session.open();
    if (closed) {
      session.close();
      return;
    }
    opened.accept(session);
    if (draining) {
      session.drain();
    }
  }

  /** A connection was closed by this side and its memory is given up. */
  void released(Session session) {
    connections.remove(session);
  }

  private void countEnd(ConnectionEnd end) {
    Counter counter =
        switch (end.code()) {
          case PEER_DIED -> Counter.PEERS_DIED;
          case PROTOCOL_ERROR -> Counter.PROTOCOL_ERRORS;
          default -> Counter.CONNECTIONS_CLOSED;
        };
    // The endpoint may be closed before its last connection ends, and its counters with it.
    counters.countIfThere(counter);
  }

  /** Accepts a client. What cannot be done now, for want of file descriptors say, can wait. */
  private SocketChannel accept(ServerSocketChannel door, SelectionKey key) {
    try {
      return door.accept();
    } catch (IOException e) {
      rest(key);
      return null;
    }
  }

  /** Looks at the door again at the next tick: it stays ready, and would be tried over and over. */
  private void rest(SelectionKey key) {
    if (key.isValid()) {
      key.interestOps(0);
      resting = key;
    }
  }

  /** Returns false when memory is short: this client is lost, and the next is to come later. */
  private boolean greeted(SocketChannel socket) {
    boolean greeted = false;
    try {
      greet(socket);
      greeted = true;
    } catch (IOException | RuntimeException e) {
      // This client is not to be served; it sees the end of its socket, and others their greeting.
    } catch (OutOfMemoryError e) {
      // Buffers of sockets are short: those of clients that have gone come back.
      return false;
    } finally {
      if (!greeted) {
        CloseHelper.quietClose(socket);
      }
    }
    return true;
  }

  private void greet(SocketChannel socket) throws IOException {
    ServerHandshake handshake = new ServerHandshake(this, () -> PeerCredentials.user(socket));
    ControlChannel channel = new ControlChannel(socket, Housekeeper.shared(), handshake);
    handshakes.add(handshake);
    boolean begun = false;
    try {
      handshake.begin(channel);
      begun = true;
    } finally {
      if (!begun) {
        ended(handshake);
      }
    }
    if (closed || draining) {
      handshake.abandon(closed ? ErrorCode.CONNECTION_CLOSED : ErrorCode.DRAINING);
    }
  }
}
