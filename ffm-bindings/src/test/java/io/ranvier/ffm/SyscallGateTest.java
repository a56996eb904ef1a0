package io.ranvier.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class SyscallGateTest {
  private final LinuxCalls linux = NativeAccess.linux();

  @Test
  void isWhatNativeAccessHandsOutHere() {
    assertEquals(NativeAccess.Status.AVAILABLE, NativeAccess.status());
    assertTrue(linux instanceof SyscallGate);
  }

  @Test
  void affinityReadsBackAsSet() throws Exception {
    inThread(() -> {
      var allowed = new CpuSet();
      assertEquals(0, linux.schedGetAffinity(allowed));
      int[] cpus = allowed.toArray();
      int last = cpus[cpus.length - 1];
      assertEquals(0, linux.schedSetAffinity(CpuSet.of(last)));
      var now = new CpuSet();
      assertEquals(0, linux.schedGetAffinity(now));
      assertArrayEquals(new int[] {last}, now.toArray());
      assertEquals(last, linux.getcpu());
      return null;
    });
  }

  @Test
  void readingAffinityOverwritesWhatTheSetHeld() {
    var set = CpuSet.of(CpuSet.CAPACITY - 1);
    assertEquals(0, linux.schedGetAffinity(set));
    assertEquals(Platform.allowedCpus().toString(), set.toString());
  }

  @Test
  void affinityToNoCpuIsAnError() throws Exception {
    inThread(() -> {
      assertEquals(-Errno.EINVAL, linux.schedSetAffinity(new CpuSet()));
      return null;
    });
  }

  @Test
  void virtualThreadsCannotChangeTheirCarrier() throws Exception {
    var results =
        new FutureTask<>(
            () -> Set.of(linux.schedSetAffinity(CpuSet.of(0)), linux.setTimerSlack(1) - 1));
    Thread.ofVirtual().start(results);
    assertEquals(Set.of(-Errno.EOPNOTSUPP, -Errno.EOPNOTSUPP - 1), results.get());
  }

  @Test
  void timerSlackReadsBackAsSet() throws Exception {
    inThread(() -> {
      long usualNs = linux.getTimerSlack();
      assertEquals(0, linux.setTimerSlack(1_234));
      assertEquals(1_234, linux.getTimerSlack());
      assertEquals(0, linux.setTimerSlack(0));
      assertEquals(usualNs, linux.getTimerSlack());
      return null;
    });
  }

  @Test
  void membarrierDoesWhatItsQueryPromises() {
    int commands = linux.membarrier(Membarrier.QUERY);
    assumeTrue(commands > 0, "this kernel has no membarrier: " + Errno.nameOf(commands));
    boolean promised = (commands & Membarrier.GLOBAL_EXPEDITED.bit()) != 0;
    int expected = promised ? 0 : -Errno.EINVAL;
    assertEquals(expected, linux.membarrier(Membarrier.REGISTER_GLOBAL_EXPEDITED));
    assertEquals(expected, linux.membarrier(Membarrier.GLOBAL_EXPEDITED));
  }

  @Test
  void removedPagesReadAsZero() throws Exception {
    Path shm = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(shm));
    Path file = Files.createTempFile(shm, "ranvier", ".test");
    try (Arena arena = Arena.ofShared()) {
      var page = MappedWord.map(file, arena);
      page.fill((byte) 1);
      assertEquals(0, linux.madvise(page.address(), page.byteSize(), Advice.REMOVE));
      assertEquals(0, page.get(JAVA_BYTE, page.byteSize() - 1));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void adviceOnMemoryThatIsNotMappedIsAnError() {
    int page = Platform.pageSizeBytes();
    assertEquals(-Errno.ENOMEM, linux.madvise(page, page, Advice.WILL_NEED));
    assertEquals(-Errno.EINVAL, linux.madvise(1, page, Advice.WILL_NEED));
  }

  @Test
  void lockedMemoryIsWithinLimitsOrRefused() {
    try (Arena arena = Arena.ofShared()) {
      long address = arena.allocate(64).address();
      // A machine may allow no locked memory at all; then it says so.
      var answers = Set.of(0, -Errno.ENOMEM, -Errno.EAGAIN, -Errno.EPERM);
      assertTrue(answers.contains(linux.mlock(address, 64)));
    }
    assertTrue(linux.mlock(Platform.pageSizeBytes(), 1) < 0);
  }

  private static void inThread(Callable<Void> body) throws Exception {
    var task = new FutureTask<>(body);
    Thread.ofPlatform().start(task);
    task.get();
  }
}
