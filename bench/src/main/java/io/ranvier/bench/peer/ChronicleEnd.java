package io.ranvier.bench.peer;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.SharedFile;
import io.ranvier.bench.contender.Station;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.StoreFileListener;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.SparseRollCycles;
import net.openhft.chronicle.threads.BusyTimedPauser;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * One side of a pair of Chronicle Queues: appends to one and follows the other, busily.
 *
 * <p>Set-up: payloads written and read in place, blocks of 64 MiB, an index entry per 2^20 messages
 * only, no check for interrupts. No thread touches pages ahead: on two CPUs that are both taken it
 * would stop a measured thread for as long as the fault takes that it saves.
 *
 * <p>A queue keeps all that was ever written, and memory is finite, so a new file begins every 128
 * MiB and a file that was read is removed. What makes a queue roll is its clock, so it is given one
 * that stands still until a file is full; that spares it reading the real one for each message,
 * too.
 *
 * <p>A queue holds no writer back. Here it waits when it is 1 MiB ahead, which keeps what is read
 * in the caches: the reader counts in a word beside the queue.
 */
final class ChronicleEnd implements WireEnd {
  /** A file that has grown beyond this is the last of its cycle. */
  static final long FILE_BYTES = 128 << 20;

  private static final int BLOCK_BYTES = 64 << 20;
  private static final long AHEAD_BYTES = 1 << 20;
  private static final int LEAST_AHEAD = 2;
  private static final RollCycle CYCLE = SparseRollCycles.LARGE_HOURLY_XSPARSE;
  private static final long CLOCK_START_MS = 1_700_000_000_000L;

  /** Messages may be padded to this. */
  private static final int ALIGNMENT = Integer.BYTES;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

  private final int outBytes;
  private final int inBytes;
  private final long mostAhead;
  private final ChronicleQueue outQueue;
  private final ExcerptAppender out;
  private final MemorySegment outTaken;
  private final Block outBlock = new Block();
  private final ChronicleQueue inQueue;
  private final ExcerptTailer in;
  private final MemorySegment inTaken;
  private final Block inBlock = new Block();

  /** The time of the queue that is written. */
  private long nowMs = CLOCK_START_MS;

  private long sent;
  private long takenByOther;
  private long taken;

  ChronicleEnd(Station station, Direction out, Direction in) throws IOException {
    this.outBytes = out.bytes(station);
    this.inBytes = in.bytes(station);
    this.mostAhead = Math.max(LEAST_AHEAD, AHEAD_BYTES / wireBytes(outBytes));
    this.outQueue = queue(station, out, () -> nowMs, StoreFileListener.noOp());
    this.out = outQueue.createAppender();
    this.outTaken = taken(station, out);
    this.inQueue = queue(station, in, () -> CLOCK_START_MS, ChronicleEnd::remove);
    this.in = inQueue.createTailer();
    this.inTaken = taken(station, in);
  }

  /** A document without bytes is none. */
  private static int wireBytes(int messageBytes) {
    return Math.max(1, messageBytes);
  }

  private static ChronicleQueue queue(
      Station station, Direction direction, TimeProvider clock, StoreFileListener listener) {
    return SingleChronicleQueueBuilder.binary(station.directory().resolve(direction.name()))
        .rollCycle(CYCLE)
        .blockSize(BLOCK_BYTES)
        .timeProvider(clock)
        .storeFileListener(listener)
        .pauserSupplier(BusyTimedPauser::new)
        .checkInterrupts(false)
        .build();
  }

  private static MemorySegment taken(Station station, Direction direction) throws IOException {
    return SharedFile.map(
        station.directory().resolve(direction.name() + ".taken"), ValueLayout.JAVA_LONG.byteSize());
  }

  /** Of a file that the tailer has left: the appender left it before. */
  private static void remove(int cycle, File file) {
    if (!file.delete() && file.exists()) {
      throw new IllegalStateException("cannot remove a file that was read: file=" + file);
    }
  }

  @Override
  public void send(long seed) {
    while (sent - takenByOther >= mostAhead) {
      takenByOther = (long) LONG.getAcquire(outTaken, 0L);
      Thread.onSpinWait();
    }
    long end;
    try (DocumentContext document = out.writingDocument()) {
      Bytes<?> bytes = document.wire().bytes();
      long at = bytes.addressForWrite(bytes.writePosition());
      MemorySegment memory = outBlock.of(bytes.bytesStore());
      Pattern.fill(memory, at - outBlock.address(), outBytes, seed);
      bytes.writeSkip(wireBytes(outBytes));
      end = bytes.writePosition();
    }
    sent++;
    if (end > FILE_BYTES) {
      nowMs += CYCLE.lengthInMillis();
    }
  }

  @Override
  public int take(long first, int limit, Direction direction) {
    int count = 0;
    while (count < limit && takeOne(first + count, direction)) {
      count++;
    }
    if (count > 0) {
      taken += count;
      LONG.setRelease(inTaken, 0L, taken);
    }
    return count;
  }

  private boolean takeOne(long number, Direction direction) {
    try (DocumentContext document = in.readingDocument()) {
      if (!document.isPresent()) {
        return false;
      }
      Bytes<?> bytes = document.wire().bytes();
      long length = bytes.readRemaining();
      int least = wireBytes(inBytes);
      if (length < least || length >= least + ALIGNMENT) {
        throw new ContentError("wrong length: number=%d, length=%d".formatted(number, length));
      }
      long at = bytes.addressForRead(bytes.readPosition());
      MemorySegment memory = inBlock.of(bytes.bytesStore());
      Pattern.check(memory, at - inBlock.address(), inBytes, direction.seed(number), number);
      return true;
    }
  }

  /** The files go with the run's directory. */
  @Override
  public void close() {
    outQueue.close();
    inQueue.close();
  }

  /** The last block of a file that was used, as a segment. */
  private static final class Block {
    private BytesStore<?, ?> last;
    private MemorySegment segment;
    private long address;

    MemorySegment of(BytesStore<?, ?> store) {
      if (store != last) {
        segment = MemorySegment.ofBuffer(store.toTemporaryDirectByteBuffer());
        address = segment.address();
        last = store;
      }
      return segment;
    }

    long address() {
      return address;
    }
  }
}
