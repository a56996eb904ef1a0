package io.ranvier.bench.peer;

import io.ranvier.bench.contender.SharedFile;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Two of Agrona's ring buffers over mapped files, one per direction.
 *
 * <p>Set-up: tryClaim and commit, so that the payload is written where it is read; bounds checks
 * off; the rings are sparse files in memory whose pages the warm-up touches.
 *
 * @param manyToOne rings for several writers, of which there is one here, instead of for one
 */
record AgronaWire(boolean manyToOne) implements Wire {
  private static final int RING_BYTES = 16 << 20;

  /** A ring takes messages up to an eighth of its length. */
  private static final int LONGEST_SHARE = 16;

  private static final int LONGEST_BYTES = 8 << 20;

  @Override
  public String name() {
    return manyToOne ? "agrona-mpsc" : "agrona";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of(
        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
        "-Dagrona.disable.bounds.checks=true");
  }

  @Override
  public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return Wire.refusalToPark(waitMode).or(() -> Wire.refusalOfLength(payloadBytes, LONGEST_BYTES));
  }

  @Override
  public WireEnd openAnswering(Station station) throws IOException {
    return new AgronaEnd(ring(station, Direction.REPLY), ring(station, Direction.REQUEST));
  }

  @Override
  public WireEnd openCalling(Station station) throws IOException {
    return new AgronaEnd(ring(station, Direction.REQUEST), ring(station, Direction.REPLY));
  }

  private Ring ring(Station station, Direction direction) throws IOException {
    int messageBytes = direction.bytes(station);
    int leastBytes = Math.max(RING_BYTES, LONGEST_SHARE * messageBytes);
    int ringBytes = Integer.highestOneBit(2 * leastBytes - 1);
    int fileBytes = ringBytes + RingBufferDescriptor.TRAILER_LENGTH;
    MemorySegment memory = SharedFile.map(station.directory().resolve(direction.name()), fileBytes);
    UnsafeBuffer buffer = new UnsafeBuffer(memory.address(), fileBytes);
    return new Ring(
        memory,
        manyToOne ? new ManyToOneRingBuffer(buffer) : new OneToOneRingBuffer(buffer),
        messageBytes);
  }

  /**
   * @param memory the same bytes as the ring's buffer
   * @param messageBytes the length of each message
   */
  record Ring(MemorySegment memory, RingBuffer buffer, int messageBytes) {}

  /** Round trips over two rings for one writer each. */
  public static final class RoundTrip extends WireRoundTrip {
    /** For the children. */
    public RoundTrip() {
      super(new AgronaWire(false));
    }
  }

  /** One-way messages through a ring for one writer. */
  public static final class OneWay extends WireOneWay {
    /** For the children. */
    public OneWay() {
      super(new AgronaWire(false));
    }
  }

  /** Round trips over two rings for many writers each. */
  public static final class SharedRoundTrip extends WireRoundTrip {
    /** For the children. */
    public SharedRoundTrip() {
      super(new AgronaWire(true));
    }
  }

  /** One-way messages through a ring for many writers. */
  public static final class SharedOneWay extends WireOneWay {
    /** For the children. */
    public SharedOneWay() {
      super(new AgronaWire(true));
    }
  }
}
