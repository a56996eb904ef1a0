package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.interleaving.Program;
import io.ranvier.interleaving.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Several threads send through one ring, some of them in vain, and one thread reads: each frame
 * arrives once, whole, and in the order in which its thread sent it.
 */
final class SharedRingProgram implements Program {
  private static final VarHandle WORD = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final int CELLS = 16;
  private static final long KEY = 0x7700_0000_0000_0000L;
  private static final MemorySegment[] SOURCES =
      Stream.generate(() -> Arena.global().allocate(64, 8)).limit(4).toArray(MemorySegment[]::new);
  private static final MemorySegment NOTHING = Arena.global().allocate(8).asSlice(0, 0);

  private final SharedRingWriter writer;
  private final RingReader reader;
  private final String[] plans;
  private final long[] arrived;
  private final int left;

  /**
   * @param released how many frames went through the ring before
   * @param consumed how many more were read, but their cells not given back
   * @param plans what each thread sends, a letter a frame: 's' one cell, 'l' two cells, 'x' one
   *     cell in vain
   */
  SharedRingProgram(int released, int consumed, String... plans) {
    MemorySegment segment = Threads.memory(RingLayout.totalBytes(CELLS));
    Ring ring = new Ring(segment, 0, CELLS, KEY);
    this.writer = new SharedRingWriter(ring);
    this.reader = new RingReader(ring);
    this.plans = plans;
    this.arrived = new long[plans.length + 1];
    for (int i = 0; i < released + consumed; i++) {
      require(send(plans.length, i, 8) && receive(), "set up");
      if (i < released) {
        boolean ignored = reader.release();
      }
    }
    this.left =
        (int) Arrays.stream(plans).flatMapToInt(String::chars).filter(c -> c != 'x').count();
  }

  @Override
  public List<Runnable> threads() {
    List<Runnable> threads = new ArrayList<>();
    for (int i = 0; i < plans.length; i++) {
      int thread = i;
      threads.add(() -> sendAll(thread));
    }
    threads.add(() -> {
      for (int i = 0; i < left; i++) {
        Threads.awaitChange(this::receive);
      }
    });
    return threads;
  }

  private void sendAll(int thread) {
    int number = 0;
    for (char frame : plans[thread].toCharArray()) {
      if (frame == 'x') {
        Threads.awaitChange(this::fail);
      } else {
        int sent = number++;
        Threads.awaitChange(() -> send(thread, sent, frame == 's' ? 8 : 40));
      }
    }
  }

  private boolean send(int thread, long number, int length) {
    MemorySegment source = SOURCES[thread];
    for (int i = 0; i < length; i += Long.BYTES) {
      source.set(JAVA_LONG, i, mark(thread, number) + i);
    }
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
    long cell = writer.write(descriptor, mark(thread, number), thread, source, 0);
    require(cell != RingWriter.CORRUPT, "an honest reader is refused");
    return cell >= 0;
  }

  /** Sends what cannot be read: the claimed cell must be given up. */
  private boolean fail() {
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, 8);
    try {
      long cell = writer.write(descriptor, 0, 0, NOTHING, 0);
      require(cell == RingWriter.FULL, "what cannot be read is sent");
      return false;
    } catch (IndexOutOfBoundsException e) {
      return true;
    }
  }

  private boolean receive() {
    MemorySegment segment = reader.segment();
    long offset = reader.next(segment);
    require(offset != RingReader.CORRUPT, "an honest sender is refused");
    if (offset < 0) {
      boolean ignored = reader.release();
      return false;
    }
    int thread = (int) FrameLayout.routePlain(segment, offset);
    long mark = FrameLayout.referencePlain(segment, offset);
    require(mark == mark(thread, arrived[thread]), "frame %x is not the next".formatted(mark));
    arrived[thread]++;
    int length = FrameLayout.length(reader.descriptor());
    // The first word, and that in the next cell.
    for (int i = 0; i < length; i += FrameLayout.FIRST_CELL_BYTES) {
      long word = (long) WORD.get(segment, offset + FrameLayout.PAYLOAD_OFFSET + i);
      require(word == mark + i, "frame %x holds %x".formatted(mark, word));
    }
    reader.consume();
    return true;
  }

  private static long mark(int thread, long number) {
    return (thread + 1) << 16 | number << 8;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
