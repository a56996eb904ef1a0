package io.ranvier.connection;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * How many clients a server lets in, and with how much memory.
 *
 * @param maxConnections connections open at the same time
 * @param maxRegionBytes the largest region that a client's wishes may come to
 * @param memoryQuotaBytes regions and extents of all connections together
 */
public record ServerLimits(int maxConnections, long maxRegionBytes, long memoryQuotaBytes) {
  private static final ServerLimits DEFAULTS = new ServerLimits(1024, 1L << 30, 16L << 30);

  public ServerLimits {
    check("maxConnections", maxConnections);
    check("maxRegionBytes", maxRegionBytes);
    check("memoryQuotaBytes", memoryQuotaBytes);
  }

  /** 1,024 connections, regions of up to 1 GiB, 16 GiB in all. */
  public static ServerLimits defaults() {
    return DEFAULTS;
  }

  public ServerLimits withMaxConnections(int value) {
    return new ServerLimits(value, maxRegionBytes, memoryQuotaBytes);
  }

  public ServerLimits withMaxRegionBytes(long value) {
    return new ServerLimits(maxConnections, value, memoryQuotaBytes);
  }

  public ServerLimits withMemoryQuotaBytes(long value) {
    return new ServerLimits(maxConnections, maxRegionBytes, value);
  }

  private static void check(String name, long value) {
    if (value < 1) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot use server limits: %s=%d; choose 1 or more".formatted(name, value));
    }
  }
}
