package io.ranvier.bench.peer;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SleepingIdleStrategy;

/**
 * One side of Aeron's IPC: publishes one stream and reads the other's image.
 *
 * <p>Set-up: exclusive publications and tryClaim, so that the payload is written where it is read;
 * bounds checks off; term buffers not sparse, and touched beforehand by each client; the driver
 * inside the answering JVM. Its threads are one (shared), which sleeps between rounds: messages
 * over IPC do not pass through the driver, which only moves the publisher's limit, and on two CPUs
 * that are both taken by measured threads any thread of its own that spins would stop one of them.
 */
final class AeronEnd implements WireEnd, FragmentHandler {
  private static final String CHANNEL = "aeron:ipc";
  private static final int TERM_BYTES = 16 << 20;
  private static final int MTU_BYTES = AeronWire.LONGEST_BYTES + 32;
  private static final long DRIVER_SLEEP_NS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(30);

  private final MediaDriver driver;
  private final Aeron client;
  private final ExclusivePublication out;
  private final Subscription in;
  private final int outBytes;
  private final int inBytes;
  private final BufferClaim claim = new BufferClaim();
  private final Memory outMemory = new Memory();
  private final Memory inMemory = new Memory();
  private Image image;
  private Direction direction;
  private long next;
  private RuntimeException failure;

  private AeronEnd(MediaDriver driver, Station station, Direction out, Direction in) {
    this.driver = driver;
    this.outBytes = out.bytes(station);
    this.inBytes = in.bytes(station);
    this.client =
        Aeron.connect(
            new Aeron.Context().aeronDirectoryName(directory(station)).preTouchMappedMemory(true));
    this.in = client.addSubscription(CHANNEL, stream(in));
    this.out = client.addExclusivePublication(CHANNEL, stream(out));
  }

  static AeronEnd withDriver(Station station) {
    MediaDriver driver =
        MediaDriver.launchEmbedded(
            new MediaDriver.Context()
                .aeronDirectoryName(directory(station))
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingIdleStrategy(DRIVER_SLEEP_NS))
                .termBufferSparseFile(false)
                .performStorageChecks(false)
                .ipcTermBufferLength(TERM_BYTES)
                .ipcMtuLength(MTU_BYTES));
    return new AeronEnd(driver, station, Direction.REPLY, Direction.REQUEST);
  }

  static AeronEnd withoutDriver(Station station) {
    return new AeronEnd(null, station, Direction.REQUEST, Direction.REPLY);
  }

  private static int stream(Direction direction) {
    return 1 + direction.ordinal();
  }

  private static String directory(Station station) {
    return Path.of(station.directory().toString(), "aeron").toString();
  }

  @Override
  public void awaitOther() throws IOException {
    long deadlineNs = System.nanoTime() + CONNECT_NS;
    while (!out.isConnected() || in.imageCount() == 0) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new IOException("the other side's streams did not appear in Aeron within 30 s");
      }
      Thread.yield();
    }
    image = in.imageAtIndex(0);
  }

  @Override
  public void send(long seed) throws IOException {
    long position;
    while ((position = out.tryClaim(outBytes, claim)) < 0) {
      if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
        throw new IOException("Aeron takes no more messages: position=" + position);
      }
      Thread.onSpinWait();
    }
    DirectBuffer buffer = claim.buffer();
    MemorySegment memory = outMemory.of(buffer);
    long at = buffer.addressOffset() + claim.offset() - outMemory.address();
    Pattern.fill(memory, at, outBytes, seed);
    claim.commit();
  }

  @Override
  public int take(long first, int limit, Direction direction) {
    this.direction = direction;
    next = first;
    int taken = image.poll(this, limit);
    if (failure != null) {
      throw failure;
    }
    return taken;
  }

  /** Aeron lets nothing that is thrown here reach who polls. */
  @Override
  public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
    try {
      long number = next++;
      if (length != inBytes) {
        throw new ContentError("wrong length: number=%d, length=%d".formatted(number, length));
      }
      MemorySegment memory = inMemory.of(buffer);
      long at = buffer.addressOffset() + offset - inMemory.address();
      Pattern.check(memory, at, length, direction.seed(number), number);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    CloseHelper.quietCloseAll(client, driver);
  }

  /** The last term buffer as a segment: a stream goes round through three of them. */
  private static final class Memory {
    private ByteBuffer last;
    private MemorySegment segment;
    private long address;

    MemorySegment of(DirectBuffer buffer) {
      if (buffer.byteBuffer() != last) {
        last = buffer.byteBuffer();
        segment = MemorySegment.ofBuffer(last.duplicate().clear());
        address = segment.address();
      }
      return segment;
    }

    long address() {
      return address;
    }
  }
}
