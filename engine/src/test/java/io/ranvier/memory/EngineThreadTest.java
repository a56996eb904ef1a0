package io.ranvier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineThreadTest {
  @Test
  void ignoresInterrupts() throws InterruptedException {
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    EngineThread thread =
        new EngineThread(
            "ranvier-sample",
            () -> {
              started.countDown();
              try {
                release.await();
                interrupted.set(Thread.currentThread().isInterrupted());
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    thread.start();
    started.await();
    thread.interrupt();
    release.countDown();
    thread.join();
    assertEquals(false, interrupted.get());
    assertTrue(thread.isDaemon());
  }

  @Test
  void keepsTheCallersInterruptForLater() throws IOException {
    Thread.currentThread().interrupt();
    boolean seenInside = EngineThread.call(() -> Thread.currentThread().isInterrupted());
    assertFalse(seenInside);
    assertTrue(Thread.interrupted(), "the interrupt was lost");
  }

  @Test
  void threadsWaitForMoreFileWork() throws IOException {
    Thread before;
    Thread next = EngineThread.call(Thread::currentThread);
    do {
      // The thread may not have come back yet for more; then this is another one.
      before = next;
      next = EngineThread.call(Thread::currentThread);
    } while (next != before);
    assertInstanceOf(EngineThread.class, next);
  }

  @Test
  void fileWorkOfSeveralIsDoneAtOnce() throws Exception {
    CountDownLatch allBegun = new CountDownLatch(3);
    CountDownLatch allDone = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      EngineThread.execute(() -> {
        allBegun.countDown();
        try {
          allBegun.await();
          allDone.countDown();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      });
    }
    allDone.await();
  }

  @Test
  void nestedCallsStayOnTheirThread() throws IOException {
    boolean same =
        EngineThread.call(() -> {
          Thread outer = Thread.currentThread();
          return EngineThread.call(() -> Thread.currentThread() == outer);
        });
    assertTrue(same);
  }

  @Test
  void passesOnWhatTheTaskThrows() {
    IOException failure = new IOException("on purpose");
    assertSame(
        failure,
        assertThrows(
            IOException.class,
            () ->
                EngineThread.call(() -> {
                  throw failure;
                })));
    RanvierException thrown =
        assertThrows(
            RanvierException.class,
            () ->
                EngineThread.call(() -> {
                  throw new RanvierException(ErrorCode.NO_SPACE, "on purpose");
                }));
    assertEquals(ErrorCode.NO_SPACE, thrown.code());
    assertEquals("on purpose", thrown.getMessage());
    assertInstanceOf(RanvierException.class, thrown.getCause());
  }
}
