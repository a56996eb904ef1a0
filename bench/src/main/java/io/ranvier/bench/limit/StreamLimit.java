package io.ranvier.bench.limit;

import io.ranvier.bench.contender.OneWayContender;

/** Which limit a stream has: bare cells while what they carry is as long, else plain memory. */
public final class StreamLimit {
  private StreamLimit() {}

  /** Returns what messages of that length are measured beside. */
  public static OneWayContender of(int payloadBytes) {
    return payloadBytes <= LimitOneWay.PAYLOAD_BYTES ? new LimitOneWay() : new LimitMemory();
  }
}
