package io.ranvier.session;

import io.ranvier.agreement.Agreement;
import io.ranvier.agreement.Participant;
import io.ranvier.agreement.Side;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlHandler;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.control.Terms;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.growth.ExtentFiles;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.Janitor;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.region.Region;
import io.ranvier.region.RegionSettings;
import io.ranvier.signal.SleepCalls;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The server's half of one handshake.
 *
 * <pre>
 * state      to         by
 * GREETED    PREPARING  Hello has come and holds
 * PREPARING  OFFERED    the janitor has created the region; Welcome is sent
 * OFFERED    DONE       Attached has come: the connection is open
 * any        DONE       refused, too late, the client has gone, or the server closes
 * </pre>
 *
 * <p>Messages and time come on the housekeeper, the region is made by the janitor.
 */
final class ServerHandshake implements ControlHandler {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Acceptor acceptor;
  private final FutureTask<String> peerUser;
  private final long startedNs = System.nanoTime();
  private ControlChannel channel;
  private State state = State.GREETED;
  private Session session;

  /**
   * @param peerUser finds out whom the client runs as
   */
  ServerHandshake(Acceptor acceptor, Callable<String> peerUser) {
    this.acceptor = acceptor;
    this.peerUser = new FutureTask<>(peerUser);
  }

  private enum State {
    GREETED,
    PREPARING,
    OFFERED,
    DONE
  }

  void begin(ControlChannel over) {
    channel = over;
    channel.start();
  }

  /** Ends the handshake because the server closes. */
  void abandon(ErrorCode code) {
    reject(code, "the server closes");
  }

  @Override
  public void onMessage(ControlMessage message) {
    switch (message) {
      case Hello hello when moved(State.GREETED, State.PREPARING) -> {
        Janitor.shared().execute(() -> prepare(hello));
        askForUser();
      }
      case Attached _ when moved(State.OFFERED, State.DONE) -> {
        channel.handOver(session);
        acceptor.admitted(this, session);
      }
      default -> reject(ErrorCode.PROTOCOL_ERROR, "client said " + message + " out of turn");
    }
  }

  /**
   * Asks while the janitor makes the region, and not on this thread: a name service may take its
   * time.
   */
  private void askForUser() {
    try {
      EngineThread.execute(peerUser);
    } catch (OutOfMemoryError e) {
      // There is no thread to be had: the janitor asks when it needs the answer.
    }
  }

  @Override
  public void onDoorbell() {
    // Nobody sleeps yet.
  }

  @Override
  public void onGarbage(String what) {
    reject(ErrorCode.PROTOCOL_ERROR, what);
  }

  @Override
  public void onEnd(String why) {
    reject(ErrorCode.PEER_DIED, "the client has gone");
  }

  @Override
  public boolean onTick(long nowNs) {
    if (nowNs - startedNs > acceptor.handshakeNs()) {
      reject(
          ErrorCode.TIMED_OUT,
          "the handshake took longer than %d ms"
              .formatted(TimeUnit.NANOSECONDS.toMillis(acceptor.handshakeNs())));
    }
    return true;
  }

  private void prepare(Hello hello) {
    if (isOver()) {
      // Gone before its turn: work in vain would keep the others waiting until they give up, too.
      return;
    }
    try {
      check(hello);
      Session prepared = session(hello);
      boolean wanted;
      synchronized (this) {
        session = prepared;
        wanted = moved(State.PREPARING, State.OFFERED);
      }
      if (!wanted) {
        prepared.close();
        return;
      }
      Agreement agreement = prepared.participant().agreement();
      channel.send(
          new Welcome(
              ProtocolVersion.MAJOR,
              ProtocolVersion.MINOR,
              ProtocolFeatures.SUPPORTED,
              agreement.region(),
              agreement.server()));
    } catch (RanvierException e) {
      reject(e.code(), e.getMessage());
    } catch (RuntimeException | Error e) {
      reject(ErrorCode.IO_FAILURE, "the server failed to prepare a connection: " + e);
      throw e;
    }
  }

  private Session session(Hello hello) {
    long id = acceptor.newId();
    Terms terms = Agreement.terms(acceptor.options(), SleepCalls.shared());
    Agreement agreement = Agreement.of(id, newKey(), System.nanoTime(), hello.terms(), terms);
    Region region = createRegion(agreement.region());
    OwnedEndpoint endpoint = acceptor.endpoint();
    ExtentFiles extents =
        new ExtentFiles(
            Side.SERVER, endpoint.files(), id, endpoint.root().mode(), acceptor.quota());
    SessionMemory memory = new SessionMemory(region, extents, () -> release(region));
    Session prepared = null;
    try {
      Participant me =
          new Participant(
              Side.SERVER, endpoint.name().value(), peerUser(), acceptor.options(), agreement);
      prepared = new Session(me, memory, channel);
      return prepared;
    } finally {
      if (prepared == null) {
        release(region);
      }
    }
  }

  private String peerUser() {
    // Does nothing if another thread is at it or done.
    peerUser.run();
    try {
      return peerUser.get();
    } catch (ExecutionException e) {
      throw new RanvierException(
          ErrorCode.IO_FAILURE, "the kernel does not say who the client is: " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw new AssertionError("an engine thread was interrupted", e);
    }
  }

  private Region createRegion(RegionSettings settings) {
    if (!acceptor.tryTakePlace()) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "the server has %d connections, its limit; close one or raise maxConnections"
              .formatted(acceptor.limits().maxConnections()));
    }
    boolean created = false;
    try {
      Region region = createWithinQuota(settings);
      created = true;
      return region;
    } finally {
      if (!created) {
        acceptor.leavePlace();
      }
    }
  }

  private Region createWithinQuota(RegionSettings settings) {
    long bytes = settings.totalBytes();
    if (bytes > acceptor.limits().maxRegionBytes() || !acceptor.quota().tryTake(bytes)) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "the region would take %d bytes, the server allows %d for one and %d for all, %d taken; "
                  .formatted(
                      bytes,
                      acceptor.limits().maxRegionBytes(),
                      acceptor.quota().limitBytes(),
                      acceptor.quota().takenBytes())
              + "ask for less or raise the server's limits");
    }
    boolean created = false;
    try {
      Region region =
          Region.create(
              acceptor.endpoint().regionPath(settings.connectionId()),
              settings,
              acceptor.endpoint().root().mode());
      created = true;
      return region;
    } finally {
      if (!created) {
        acceptor.quota().giveBack(bytes);
      }
    }
  }

  private void release(Region region) {
    try {
      region.closeAndRemove();
    } finally {
      acceptor.quota().giveBack(region.settings().totalBytes());
      acceptor.leavePlace();
      if (session != null) {
        acceptor.released(session);
      }
    }
  }

  private void check(Hello hello) {
    if (hello.major() != ProtocolVersion.MAJOR) {
      throw new RanvierException(
          ErrorCode.VERSION_MISMATCH,
          "client speaks version %d, this server %d; use the same version on both sides"
              .formatted(hello.major(), ProtocolVersion.MAJOR));
    }
    long missing =
        (hello.requiredFeatures() & ~ProtocolFeatures.SUPPORTED)
            | (ProtocolFeatures.REQUIRED & ~hello.features());
    if (missing != 0) {
      throw new RanvierException(
          ErrorCode.FEATURE_MISSING,
          "feature bits 0x%x are needed by one side and unknown to the other; update the older side"
              .formatted(missing));
    }
    var identity = acceptor.endpoint().identity();
    if (hello.nonceHigh() != identity.nonceHigh() || hello.nonceLow() != identity.nonceLow()) {
      throw new RanvierException(
          ErrorCode.ENDPOINT_NOT_READY,
          "the name was taken over by another server; look it up again");
    }
  }

  private void reject(ErrorCode code, String reason) {
    Session abandoned;
    synchronized (this) {
      if (state == State.DONE) {
        return;
      }
      state = State.DONE;
      abandoned = session;
    }
    channel.send(new Rejected(code, reason));
    channel.close();
    acceptor.rejected(this);
    if (abandoned != null) {
      abandoned.close();
    }
  }

  private synchronized boolean isOver() {
    return state == State.DONE;
  }

  private synchronized boolean moved(State from, State to) {
    if (state != from) {
      return false;
    }
    state = to;
    return true;
  }

  /** Draws a key whose highest byte is not 0. */
  private static long newKey() {
    long key = RANDOM.nextLong();
    return key >>> 56 == 0 ? newKey() : key;
  }
}
