package io.ranvier.endpoint;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileIdentity;
import io.ranvier.memory.FileState;
import io.ranvier.memory.FileTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Mutual exclusion of everything that creates, takes over or removes an endpoint under one root:
 * between threads by a semaphore, between processes by the root's lock file.
 *
 * <p>The semaphore is not only for the threads' sake: a second channel on the lock file would, when
 * closed, drop the first one's lock.
 */
final class RootLock {
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
  // One entry per root ever used by this process.
  private static final Map<Object, Semaphore> IN_PROCESS = new ConcurrentHashMap<>();

  private RootLock() {}

  /**
   * Runs a task under the lock of a root, on a thread that cannot be interrupted.
   *
   * @throws RanvierException TIMED_OUT when others hold the lock for longer than {@code waitNs}
   * @throws java.nio.file.NoSuchFileException if the root is gone
   */
  static <T> T holding(Path root, long waitNs, FileTask<T> task) throws IOException {
    return EngineThread.call(() -> holdingHere(root, waitNs, task));
  }

  private static <T> T holdingHere(Path root, long waitNs, FileTask<T> task) throws IOException {
    long startNs = System.nanoTime();
    Object key = FileIdentity.of(root).key();
    Semaphore semaphore = IN_PROCESS.computeIfAbsent(key, _ -> new Semaphore(1));
    if (!tryAcquire(semaphore, waitNs)) {
      throw busy(root, waitNs, "another thread of this process");
    }
    try (LockFile _ = lock(root, startNs, waitNs)) {
      return task.run();
    } finally {
      semaphore.release();
    }
  }

  private static LockFile lock(Path root, long startNs, long waitNs) throws IOException {
    Path path = root.resolve(".lock");
    LockFile file = LockFile.open(path);
    try {
      while (true) {
        boolean locked = file.tryLock();
        if (locked && file.identity().state() == FileState.INTACT) {
          return file;
        }
        if (System.nanoTime() - startNs >= waitNs) {
          throw busy(root, waitNs, "another process");
        }
        if (locked) {
          // Somebody removed the file meanwhile: this lock excludes nobody any more.
          file.close();
          file = LockFile.open(path);
        } else {
          LockSupport.parkNanos(POLL_NS);
        }
      }
    } catch (Throwable t) {
      file.close();
      throw t;
    }
  }

  private static boolean tryAcquire(Semaphore semaphore, long waitNs) {
    try {
      return semaphore.tryAcquire(waitNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("an engine thread was interrupted", e);
    }
  }

  private static RanvierException busy(Path root, long waitNs, String holder) {
    return new RanvierException(
        ErrorCode.TIMED_OUT,
        "root is locked: path=%s, waitedMs=%d, holder=%s; it may be stopped or hanging, try again"
            .formatted(root, TimeUnit.NANOSECONDS.toMillis(waitNs), holder));
  }
}
