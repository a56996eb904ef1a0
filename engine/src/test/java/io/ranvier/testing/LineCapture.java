package io.ranvier.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reads a child's stream on a thread of its own, keeps every line, and lets tests wait for one. */
final class LineCapture {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> lines = new ArrayList<>();
  private int seen;
  private boolean ended;

  LineCapture(String name, BufferedReader reader) {
    Thread.ofPlatform().daemon().name(name).start(() -> readAll(reader));
  }

  /** Returns the next line that starts with {@code prefix}; null when it does not come in time. */
  String await(String prefix, Duration deadline) {
    long leftNs = deadline.toNanos();
    lock.lock();
    try {
      while (true) {
        while (seen < lines.size()) {
          String line = lines.get(seen++);
          if (line.startsWith(prefix)) {
            return line;
          }
        }
        if (ended || leftNs <= 0) {
          return null;
        }
        leftNs = changed.awaitNanos(leftNs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  void awaitEnd(Duration deadline) {
    long leftNs = deadline.toNanos();
    lock.lock();
    try {
      while (!ended && leftNs > 0) {
        leftNs = changed.awaitNanos(leftNs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  String text() {
    lock.lock();
    try {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line).append(System.lineSeparator()));
      return text.toString();
    } finally {
      lock.unlock();
    }
  }

  private void readAll(BufferedReader reader) {
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("[stream broken: " + e + "]");
    } finally {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
