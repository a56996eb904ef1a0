package io.ranvier.control;

import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.endpoint.EndpointIdentity;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.FoundEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import io.ranvier.routing.CallOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One end of a connection's socket that says what the test likes. Owns the socket; its reads block,
 * so the test needs a time limit that interrupts.
 */
public final class RawPeer implements AutoCloseable {
  public static final Terms TERMS =
      new Terms(LaneOptions.defaults(), 1 << 20, 1 << 24, Reservation.FULL, true, false);

  private final SocketChannel socket;
  private final EndpointIdentity identity;
  private final ByteBuffer in = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  public RawPeer(SocketChannel socket, EndpointIdentity identity) {
    this.socket = socket;
    this.identity = identity;
    in.limit(0);
  }

  /** Opens the socket of a server and says nothing. */
  public static RawPeer connect(Path root, String name) {
    Root opened = Root.openExisting(root, FileMode.ownerOnly());
    FoundEndpoint found = FoundEndpoint.find(opened, new EndpointName(name));
    return new RawPeer(found.connect(TimeUnit.SECONDS.toNanos(10)), found.identity());
  }

  /** Returns a Hello that the server accepts. */
  public Hello hello() {
    return hello(ProtocolVersion.MAJOR, 0, 0);
  }

  public Hello hello(int major, long features, long required) {
    return new Hello(
        major, 0, features, required, identity.nonceHigh(), identity.nonceLow(), TERMS);
  }

  /** Returns a Hello whose sender calls with one slot from the start, and up to 200. */
  Hello growingHello() {
    LaneOptions lane =
        LaneOptions.defaults()
            .withCalls(CallOptions.defaults().withInFlight(1).withMaxInFlight(200));
    return new Hello(
        ProtocolVersion.MAJOR,
        0,
        0,
        0,
        identity.nonceHigh(),
        identity.nonceLow(),
        new Terms(lane, 1 << 20, 1 << 24, Reservation.FULL, true, false));
  }

  /** Shakes hands; whatever is to be sent along with the last message goes into one write. */
  public Welcome attach(ControlMessage... alongWithAttached) throws IOException {
    return attach(hello(), alongWithAttached);
  }

  /** Shakes hands with a Hello of the test's. */
  Welcome attach(Hello hello, ControlMessage... alongWithAttached) throws IOException {
    send(hello);
    if (!(next() instanceof Welcome welcome)) {
      throw new AssertionError("no welcome");
    }
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16).put(BodyWriter.encode(new Attached()));
    for (ControlMessage message : alongWithAttached) {
      bytes.put(BodyWriter.encode(message));
    }
    send(bytes.flip());
    return welcome;
  }

  public void send(ControlMessage message) throws IOException {
    send(BodyWriter.encode(message));
  }

  public void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /** Sends a header and that many bytes of body, whatever they mean. */
  public void send(int type, int announcedLength, byte[] body) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + body.length).order(ByteOrder.LITTLE_ENDIAN);
    send(bytes.put((byte) type).put((byte) 0).putShort((short) announcedLength).put(body).flip());
  }

  /** Returns the next message that is not a doorbell; null at the end of the stream. */
  public ControlMessage next() throws IOException {
    while (true) {
      while (in.hasRemaining() && in.get(in.position()) == ControlCodec.DOORBELL) {
        in.get();
      }
      if (in.remaining() >= 4 && in.remaining() >= 4 + length()) {
        return decode();
      }
      in.compact();
      int count = read();
      in.flip();
      if (count < 0) {
        return null;
      }
    }
  }

  private int read() {
    try {
      return socket.read(in);
    } catch (ClosedByInterruptException e) {
      throw new AssertionError("nothing came in time", e);
    } catch (IOException e) {
      // The other side closed with something unread: the kernel says "reset" instead of "end".
      return -1;
    }
  }

  private int length() {
    return in.getShort(in.position() + 2) & 0xFFFF;
  }

  private ControlMessage decode() {
    int start = in.position();
    int length = length();
    ByteBuffer body = in.slice(start + 4, length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(start + 4 + length);
    return ControlCodec.decode(in.get(start), new BodyReader(body));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
