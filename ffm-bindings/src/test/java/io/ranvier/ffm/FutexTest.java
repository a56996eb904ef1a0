package io.ranvier.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FutexTest {
  /** Ends a sleep that nobody ended; a test that gets there fails by the answer. */
  private static final long WATCHDOG_NS = 60_000_000_000L;

  private final LinuxCalls linux = NativeAccess.linux();
  private final Arena arena = Arena.ofShared();

  @TempDir Path directory;

  private MemorySegment word;
  private long address;

  @BeforeEach
  void map() throws Exception {
    word = MappedWord.map(directory.resolve("word"), arena);
    address = word.address();
  }

  @AfterEach
  void unmap() {
    arena.close();
  }

  @Test
  void wakeEndsAnotherThreadsWait() throws Exception {
    FutureTask<Integer> sleeper = sleep(-1);
    wake(1);
    assertEquals(0, sleeper.get());
  }

  @Test
  void wakeWakesNoMoreThanAsked() throws Exception {
    FutureTask<Integer> first = sleep(-1);
    FutureTask<Integer> second = sleep(-1);
    wake(1);
    wake(1);
    assertEquals(0, first.get());
    assertEquals(0, second.get());
  }

  @Test
  void wakeWithoutSleeperWakesNobody() {
    assertEquals(0, linux.futexWake(address, Integer.MAX_VALUE));
  }

  @Test
  void moreThreadsSleepThanThereIsScratchFor() throws Exception {
    var sleepers = new ArrayList<FutureTask<Integer>>();
    for (int i = 0; i < SyscallScratch.SLOTS + 20; i++) {
      sleepers.add(sleep(-1));
    }
    wake(sleepers.size());
    for (var sleeper : sleepers) {
      assertEquals(0, sleeper.get());
    }
  }

  @Test
  void waitOnAnotherValueReturnsAtOnce() {
    word.set(JAVA_INT, 0, 7);
    assertEquals(-Errno.EAGAIN, linux.futexWait(address, 8, WATCHDOG_NS));
  }

  @Test
  void expectedValueMayBeNegative() {
    word.set(JAVA_INT, 0, -2);
    assertEquals(-Errno.ETIMEDOUT, linux.futexWait(address, -2, 1));
  }

  @Test
  void waitEndsWithItsTimeout() {
    long timeoutNs = 3_000_000;
    long start = System.nanoTime();
    assertEquals(-Errno.ETIMEDOUT, linux.futexWait(address, 0, timeoutNs));
    assertTrue(System.nanoTime() - start >= timeoutNs, "woke too early");
  }

  @Test
  void timeoutOfZeroDoesNotSleep() {
    assertEquals(-Errno.ETIMEDOUT, linux.futexWait(address, 0, 0));
  }

  @Test
  void timeoutLongerThanASecondIsSplitForTheKernel() throws Exception {
    FutureTask<Integer> sleeper = sleep(WATCHDOG_NS + 999_999_999);
    wake(1);
    assertEquals(0, sleeper.get());
  }

  @Test
  void addressThatIsNotMappedIsAnError() {
    assertEquals(-Errno.EFAULT, linux.futexWait(8, 0, WATCHDOG_NS));
  }

  @Test
  void unalignedAddressIsAnError() {
    assertEquals(-Errno.EINVAL, linux.futexWait(address + 1, 0, WATCHDOG_NS));
  }

  @Test
  void sleeperHoldsNoArenaOpen() throws Exception {
    Arena other = Arena.ofShared();
    long sleepersAddress = MappedWord.map(directory.resolve("word"), other).address();
    FutureTask<Integer> sleeper = sleep(sleepersAddress, -1);
    awaitBlocked(sleeper, sleepersAddress);
    other.close();
    wake(1);
    assertEquals(0, sleeper.get());
  }

  private FutureTask<Integer> sleep(long timeoutNs) {
    return sleep(address, timeoutNs);
  }

  private FutureTask<Integer> sleep(long where, long timeoutNs) {
    var task = new FutureTask<>(() -> linux.futexWait(where, 0, timeoutNs));
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /** Waits until the kernel shows a thread as blocked in a call with that first argument. */
  private static void awaitBlocked(FutureTask<?> sleeper, long where) throws Exception {
    String call = " 0x" + Long.toHexString(where) + " ";
    Path self = Path.of("/proc/thread-self/syscall");
    assumeTrue(Files.isReadable(self), "this kernel does not show it");
    for (boolean blocked = false; !blocked && !sleeper.isDone(); Thread.onSpinWait()) {
      try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (Path thread : threads) {
          blocked |= syscallOf(thread).contains(call);
        }
      }
    }
  }

  private static String syscallOf(Path thread) {
    try {
      return Files.readString(thread.resolve("syscall"));
    } catch (IOException e) {
      return ""; // the thread has ended
    }
  }

  /** Wakes until as many were asleep, which is the only way to know that a thread sleeps. */
  private void wake(int count) {
    for (int left = count; left > 0; ) {
      int woken = linux.futexWake(address, left);
      assertTrue(woken >= 0 && woken <= left, "woken=" + woken + ", left=" + left);
      left -= woken;
      Thread.onSpinWait();
    }
  }
}
