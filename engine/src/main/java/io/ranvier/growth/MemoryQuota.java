package io.ranvier.growth;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much shared memory all connections of one endpoint may take together, or all that is added to
 * one direction of a connection. Any thread.
 *
 * <p>Counts what was promised, not what was touched: sparse memory counts in full.
 */
public final class MemoryQuota {
  private final long limitBytes;
  private final AtomicLong taken = new AtomicLong();

  public MemoryQuota(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Takes that many bytes, or none. */
  public boolean tryTake(long bytes) {
    long now = taken.get();
    while (bytes <= limitBytes - now) {
      if (taken.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  /** Gives taken bytes back. */
  public void giveBack(long bytes) {
    long ignored = taken.addAndGet(-bytes);
  }

  /** Returns why a direction of a connection has no room for so many bytes more. */
  String refusal(long bytes) {
    return "cannot add extent: wantedBytes=%d, %s".formatted(bytes, shortage());
  }

  /** Returns what a direction of a connection has, and what to do about it. */
  String shortage() {
    return "takenBytes=%d, quotaBytes=%d; raise ConnectionOptions.extentQuotaBytes on both sides"
        .formatted(takenBytes(), limitBytes);
  }

  public long limitBytes() {
    return limitBytes;
  }

  public long takenBytes() {
    return taken.get();
  }
}
