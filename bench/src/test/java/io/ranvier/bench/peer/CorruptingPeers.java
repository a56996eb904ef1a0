package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.util.List;

/**
 * Aeron, Agrona's rings, Chronicle Queue and gRPC, each with one byte changed on its way: of
 * message or request 2, or of its reply.
 */
public final class CorruptingPeers {
  /** Messages of this length have one word, so that one byte of all that was sent is wrong. */
  public static final int PAYLOAD_BYTES = Long.BYTES;

  /** Not the first; each of the two sections that every run has makes at least two exchanges. */
  public static final long CHANGED = 2;

  private static final long ONE_BYTE = 0xFF00L;

  private CorruptingPeers() {}

  /**
   * Returns one of each kind for round trips. A wire's answering side takes requests as it takes
   * one-way messages, so one of them stands for all.
   */
  public static List<Contender> roundTrip() {
    return List.of(
        new AgronaRequest(),
        new AeronReply(),
        new AgronaReply(),
        new SharedAgronaReply(),
        new ChronicleReply(),
        new GrpcRequest(),
        new GrpcReply());
  }

  /** Returns one of each kind for one-way messages. */
  public static List<Contender> oneWay() {
    return List.of(
        new AeronMessage(), new AgronaMessage(), new SharedAgronaMessage(), new ChronicleMessage());
  }

  /** A wire that changes what one side sends. */
  private record CorruptingWire(Wire wire, Direction changed) implements Wire {
    @Override
    public String name() {
      return wire.name();
    }

    @Override
    public List<String> jvmFlags() {
      return wire.jvmFlags();
    }

    @Override
    public WireEnd openAnswering(Station station) throws IOException {
      WireEnd end = wire.openAnswering(station);
      return changed == Direction.REPLY ? new CorruptingEnd(end) : end;
    }

    @Override
    public WireEnd openCalling(Station station) throws IOException {
      WireEnd end = wire.openCalling(station);
      return changed == Direction.REQUEST ? new CorruptingEnd(end) : end;
    }
  }

  private static final class CorruptingEnd implements WireEnd {
    private final WireEnd end;
    private long sent;

    CorruptingEnd(WireEnd end) {
      this.end = end;
    }

    @Override
    public void awaitOther() throws IOException {
      end.awaitOther();
    }

    @Override
    public void send(long seed) throws IOException {
      end.send(sent++ == CHANGED ? seed ^ ONE_BYTE : seed);
    }

    @Override
    public int take(long first, int limit, Direction direction) throws IOException {
      return end.take(first, limit, direction);
    }

    @Override
    public void close() throws IOException {
      end.close();
    }
  }

  /** Aeron, a reply. */
  public static final class AeronReply extends WireRoundTrip {
    /** For the children. */
    public AeronReply() {
      super(new CorruptingWire(new AeronWire(), Direction.REPLY));
    }
  }

  /** Aeron, a message. */
  public static final class AeronMessage extends WireOneWay {
    /** For the children. */
    public AeronMessage() {
      super(new CorruptingWire(new AeronWire(), Direction.REQUEST));
    }
  }

  /** Agrona's ring for one writer, a request. */
  public static final class AgronaRequest extends WireRoundTrip {
    /** For the children. */
    public AgronaRequest() {
      super(new CorruptingWire(new AgronaWire(false), Direction.REQUEST));
    }
  }

  /** Agrona's ring for one writer, a reply. */
  public static final class AgronaReply extends WireRoundTrip {
    /** For the children. */
    public AgronaReply() {
      super(new CorruptingWire(new AgronaWire(false), Direction.REPLY));
    }
  }

  /** Agrona's ring for one writer, a message. */
  public static final class AgronaMessage extends WireOneWay {
    /** For the children. */
    public AgronaMessage() {
      super(new CorruptingWire(new AgronaWire(false), Direction.REQUEST));
    }
  }

  /** Agrona's ring for many writers, a reply. */
  public static final class SharedAgronaReply extends WireRoundTrip {
    /** For the children. */
    public SharedAgronaReply() {
      super(new CorruptingWire(new AgronaWire(true), Direction.REPLY));
    }
  }

  /** Agrona's ring for many writers, a message. */
  public static final class SharedAgronaMessage extends WireOneWay {
    /** For the children. */
    public SharedAgronaMessage() {
      super(new CorruptingWire(new AgronaWire(true), Direction.REQUEST));
    }
  }

  /** Chronicle Queue, a reply. */
  public static final class ChronicleReply extends WireRoundTrip {
    /** For the children. */
    public ChronicleReply() {
      super(new CorruptingWire(new ChronicleWire(), Direction.REPLY));
    }
  }

  /** Chronicle Queue, a message. */
  public static final class ChronicleMessage extends WireOneWay {
    /** For the children. */
    public ChronicleMessage() {
      super(new CorruptingWire(new ChronicleWire(), Direction.REQUEST));
    }
  }

  /** gRPC, a request. */
  public static final class GrpcRequest extends GrpcRoundTrip {
    /** For the children. */
    public GrpcRequest() {
      super(CorruptingPeers::changedRequest, Pattern::reply);
    }
  }

  /** gRPC, a reply. */
  public static final class GrpcReply extends GrpcRoundTrip {
    /** For the children. */
    public GrpcReply() {
      super(Pattern::request, CorruptingPeers::changedReply);
    }
  }

  private static long changedRequest(long number) {
    return number == CHANGED ? Pattern.request(number) ^ ONE_BYTE : Pattern.request(number);
  }

  private static long changedReply(long number) {
    return number == CHANGED ? Pattern.reply(number) ^ ONE_BYTE : Pattern.reply(number);
  }
}
