package io.ranvier.bench.rig;

import io.ranvier.bench.contender.SharedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The words through which the two sides of a pair keep step, in a mapped file.
 *
 * <pre>
 *   offset  word      writer     meaning
 *   0       begun     calling    number of the section that runs; 0: none yet
 *   8       phase     calling    what is done in it
 *   16      start     calling    when the section's first message is due, where that is asked
 *   128     last      calling    number of the last message of that section; MAX: not known yet
 *   256     connected calling    1: the contender's calling side is open
 *   512     done      answering  number of the section whose last message was taken
 *   520     compiler  answering  milliseconds that this side's compilers have worked so far
 *   528     open      answering  1: the contender's answering side is open
 * </pre>
 *
 * <p>Where several processes answer, each has its own done, compiler and open, 128 bytes apart.
 *
 * <p>How a section ends: the calling side stores the number of the message that it will send last,
 * then sends it. The answering side looks at the word after each message it took, so it sees the
 * number at the latest after that very message, and never waits for one that does not come. The
 * word rests in the answering side's cache until then and costs the measurement nothing.
 *
 * <p>All waits are without limit; the process that started both sides ends them.
 */
public final class PhaseBoard {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long BEGUN = 0;
  private static final long PHASE = 8;
  private static final long START = 16;
  private static final long LAST = 128;
  private static final long CONNECTED = 256;
  private static final long DONE = 512;
  private static final long COMPILER = 520;
  private static final long OPEN = 528;
  private static final long RECEIVER_BYTES = 128;
  private static final int SPINS = 10_000;
  private static final long NAP_NS = 50_000;

  /** Who waits longer has no part in what runs, and is not to disturb it. */
  private static final long LONG_NAP_NS = 1_000_000;

  private static final int SHORT_NAPS = 200;

  private final MemorySegment words;
  private final int receivers;
  private final long own;

  private PhaseBoard(MemorySegment words, int receiver, int receivers) {
    this.words = words;
    this.receivers = receivers;
    this.own = receiver * RECEIVER_BYTES;
  }

  /**
   * Maps the board of a pair.
   *
   * @param receiver which of those that answer this process is, if it is one of them
   * @param receivers how many there are
   */
  static PhaseBoard open(Path pairDirectory, int receiver, int receivers) throws IOException {
    long sizeBytes = DONE + receivers * RECEIVER_BYTES;
    return new PhaseBoard(
        SharedFile.map(pairDirectory.resolve("board"), sizeBytes), receiver, receivers);
  }

  /** Answering side: the calling side can open now. */
  public void announceOpen() {
    LONG.setRelease(words, OPEN + own, 1L);
  }

  /** Calling side: waits until the answering side is open. */
  public void awaitOpen() {
    awaitAll(OPEN, 1);
  }

  /** Calling side: its contender is open. */
  public void announceConnected() {
    LONG.setRelease(words, CONNECTED, 1L);
  }

  /** Returns whether the calling side's contender is open: nothing is sent before. */
  boolean isConnected() {
    return (long) LONG.getAcquire(words, CONNECTED) != 0;
  }

  /** Answering side: waits until the calling side's contender is open. */
  public void awaitConnected() {
    await(CONNECTED, 1);
  }

  /** Calling side: begins a section, numbered from 1 upwards. */
  public void begin(int section, long phase) {
    LONG.setRelease(words, LAST, Long.MAX_VALUE);
    LONG.setRelease(words, PHASE, phase);
    LONG.setRelease(words, BEGUN, (long) section);
  }

  /** Answering side: waits until a section begins, and returns its phase. */
  public long awaitBegin(int section) {
    await(BEGUN, section);
    return phase();
  }

  /** Answering side: returns the phase of the section that runs. */
  public long phase() {
    return (long) LONG.getAcquire(words, PHASE);
  }

  /**
   * Calling side: says when the section's first message is due, before it sends that message.
   *
   * @param dueNs as {@link System#nanoTime()} tells it, which all processes of a host agree on
   */
  public void announceStart(long dueNs) {
    LONG.setRelease(words, START, dueNs);
  }

  /** Answering side, which has taken the section's first message: returns when that was due. */
  public long startNs() {
    return (long) LONG.getAcquire(words, START);
  }

  /** Calling side: says which message will be the section's last, before it sends that message. */
  public void announceLast(long number) {
    LONG.setRelease(words, LAST, number);
  }

  /** Answering side: the last message of this section; {@link Long#MAX_VALUE} while unknown. */
  public long last() {
    return (long) LONG.getAcquire(words, LAST);
  }

  /** Answering side: took the section's last message; its compilers have worked so long. */
  public void announceDone(int section, long compilerMs) {
    LONG.setRelease(words, COMPILER + own, compilerMs);
    LONG.setRelease(words, DONE + own, (long) section);
  }

  /** Calling side: waits until the answering side took the section's last message. */
  public void awaitDone(int section) {
    awaitAll(DONE, section);
  }

  /** Calling side: returns whether all others have done the section that was begun last. */
  public boolean isDone() {
    long begun = (long) LONG.getAcquire(words, BEGUN);
    for (int i = 0; i < receivers; i++) {
      if ((long) LONG.getAcquire(words, DONE + i * RECEIVER_BYTES) < begun) {
        return false;
      }
    }
    return true;
  }

  /** Answering side: returns whether the calling side has said which message is the last. */
  public boolean isLastKnown() {
    return last() != Long.MAX_VALUE;
  }

  /** Calling side: how long the others' compilers had worked when a section was done last. */
  public long compilerMs() {
    long sum = 0;
    for (int i = 0; i < receivers; i++) {
      sum += (long) LONG.getAcquire(words, COMPILER + i * RECEIVER_BYTES);
    }
    return sum;
  }

  private void awaitAll(long offset, long atLeast) {
    for (int i = 0; i < receivers; i++) {
      await(offset + i * RECEIVER_BYTES, atLeast);
    }
  }

  private void await(long offset, long atLeast) {
    for (long spins = 0; (long) LONG.getAcquire(words, offset) < atLeast; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(spins < SPINS + SHORT_NAPS ? NAP_NS : LONG_NAP_NS);
      }
    }
  }
}
