package io.ranvier.session;

import io.ranvier.agreement.Agreement;
import io.ranvier.agreement.Participant;
import io.ranvier.agreement.Side;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlHandler;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.endpoint.EndpointFiles;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.growth.ExtentFiles;
import io.ranvier.growth.MemoryQuota;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.Janitor;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.region.Region;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The client's half of the handshake: says Hello, maps the region it is welcomed to, says Attached.
 *
 * <p>Messages come on the housekeeper. The mapping is made on another engine thread, not on the
 * janitor, which may have others to unmap.
 */
final class ClientHandshake implements ControlHandler {
  private final EndpointName name;
  private final EndpointFiles files;
  private final Root root;
  private final ConnectionOptions options;
  private final CompletableFuture<Session> opened = new CompletableFuture<>();
  private ControlChannel channel;
  private Hello hello;
  private String peerUser;
  private boolean welcomed;

  ClientHandshake(EndpointName name, EndpointFiles files, Root root, ConnectionOptions options) {
    this.name = name;
    this.files = files;
    this.root = root;
    this.options = options;
  }

  /**
   * Sends Hello and begins to listen.
   *
   * @param serverUser asked while the server works: to find out a user's name takes a while, too
   */
  void begin(ControlChannel over, Hello first, Supplier<String> serverUser) {
    channel = over;
    hello = first;
    channel.send(first);
    peerUser = serverUser.get();
    channel.start();
  }

  /** Completes when the connection is open, or with what prevented it. */
  CompletableFuture<Session> opened() {
    return opened;
  }

  /** Gives up: nobody waits any more. A connection that opens all the same is closed. */
  void abandon() {
    if (opened.cancel(false)) {
      channel.close();
    } else {
      opened.thenAccept(Session::close);
    }
  }

  @Override
  public void onMessage(ControlMessage message) {
    boolean heard =
        switch (message) {
          case Welcome welcome when !welcomed -> {
            welcomed = true;
            map(welcome);
            yield true;
          }
          case Rejected rejected -> fail(rejected.code(), rejected.reason());
          case Bye bye -> fail(bye.code(), "the server ended the handshake: " + bye.reason());
          default -> fail(ErrorCode.PROTOCOL_ERROR, "server answered " + message);
        };
    // The other thread may have opened the connection meanwhile: what comes is for that.
    if (!heard && opened.state() == Future.State.SUCCESS) {
      opened.resultNow().onMessage(message);
    }
  }

  @Override
  public void onDoorbell() {
    // Nobody sleeps yet.
  }

  @Override
  public void onGarbage(String what) {
    boolean ignored = fail(ErrorCode.PROTOCOL_ERROR, what);
  }

  @Override
  public void onEnd(String why) {
    boolean ignored =
        fail(
            ErrorCode.ENDPOINT_STALE,
            "the server ended during the handshake%s; try again"
                .formatted(why.isEmpty() ? "" : ": " + why));
  }

  @Override
  public boolean onTick(long nowNs) {
    // Whoever called connect watches the time.
    return false;
  }

  private void map(Welcome welcome) {
    try {
      EngineThread.execute(() -> attach(welcome));
    } catch (OutOfMemoryError e) {
      // There is no thread to be had; the janitor has one, sooner or later.
      Janitor.shared().execute(() -> attach(welcome));
    }
  }

  private void attach(Welcome welcome) {
    Session session = null;
    boolean taken = false;
    try {
      check(welcome);
      session = session(welcome);
      session.open();
      channel.handOver(session);
      channel.send(new Attached());
      taken = opened.complete(session);
    } catch (RanvierException e) {
      // A server that closes removes its regions, perhaps before its last word has come.
      boolean gone = e.getCause() instanceof NoSuchFileException;
      boolean ignored = fail(gone ? ErrorCode.ENDPOINT_STALE : e.code(), e.getMessage());
    } catch (RuntimeException | Error e) {
      boolean ignored = fail(ErrorCode.IO_FAILURE, "cannot use the region: " + e, e);
    } finally {
      if (session != null && !taken) {
        session.close();
      }
    }
  }

  private Session session(Welcome welcome) {
    Agreement agreement = Agreement.of(welcome.region(), hello.terms(), welcome.terms());
    long id = welcome.region().connectionId();
    Region region = Region.attach(files.region(id), welcome.region());
    ExtentFiles extents = new ExtentFiles(Side.CLIENT, files, id, root.mode(), new MemoryQuota(0));
    Participant me = new Participant(Side.CLIENT, name.value(), peerUser, options, agreement);
    Session session = null;
    try {
      session = new Session(me, new SessionMemory(region, extents, region::close), channel);
      return session;
    } finally {
      if (session == null) {
        region.close();
      }
    }
  }

  /** What the server settled must be what this side asked for. */
  private void check(Welcome welcome) {
    if (welcome.major() != ProtocolVersion.MAJOR) {
      throw new RanvierException(
          ErrorCode.VERSION_MISMATCH,
          "server speaks version %d, this client %d; use the same version on both sides"
              .formatted(welcome.major(), ProtocolVersion.MAJOR));
    }
    if (!welcome.region().clientToServer().equals(hello.terms().outbound())
        || !welcome.region().serverToClient().equals(welcome.terms().outbound())) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR, "server settled other memory than was asked for: " + welcome);
    }
  }

  /** Returns false when the handshake is over already. */
  private boolean fail(ErrorCode code, String reason) {
    return fail(code, reason, null);
  }

  private boolean fail(ErrorCode code, String reason, Throwable cause) {
    String message = "cannot connect: endpoint=%s; %s".formatted(name, reason);
    boolean failed = opened.completeExceptionally(new RanvierException(code, message, cause));
    if (failed) {
      channel.close();
    }
    return failed;
  }
}
