package io.ranvier.connection;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;
import io.ranvier.routing.CallOptions;
import io.ranvier.signal.Waiting;
import java.util.Objects;

/**
 * How one side of a connection works. Nothing must be set.
 *
 * @param outbound memory of this side's sending direction from the start
 * @param maxPayloadBytes the longest payload in either direction; of the two sides the smaller
 *     holds
 * @param extentQuotaBytes how much memory this side's sending direction may add while it lives
 * @param extentIdleNs an extent of which no slot was in use for so long is given back
 * @param reservation when payload slots get their storage; if either side says {@link
 *     Reservation#ON_FIRST_LEASE}, the region does so
 * @param waiting how threads wait for frames and for space
 * @param keepAlive whether a silent peer is asked for a sign of life
 */
public record ConnectionOptions(
    LaneOptions outbound,
    int maxPayloadBytes,
    long extentQuotaBytes,
    long extentIdleNs,
    Reservation reservation,
    Waiting waiting,
    KeepAlive keepAlive) {
  private static final ConnectionOptions DEFAULTS =
      new ConnectionOptions(
          LaneOptions.defaults(),
          64 << 20,
          256L << 20,
          10_000_000_000L,
          Reservation.FULL,
          Waiting.adaptive(),
          KeepAlive.off());

  public ConnectionOptions {
    Objects.requireNonNull(outbound, "outbound");
    Objects.requireNonNull(reservation, "reservation");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(keepAlive, "keepAlive");
    check("maxPayloadBytes", maxPayloadBytes);
    check("extentQuotaBytes", extentQuotaBytes);
    check("extentIdleNs", extentIdleNs);
  }

  /** Payloads of up to 64 MiB, extents of up to 256 MiB each way, adaptive waiting. */
  public static ConnectionOptions defaults() {
    return DEFAULTS;
  }

  public ConnectionOptions withOutbound(LaneOptions value) {
    return new ConnectionOptions(
        value, maxPayloadBytes, extentQuotaBytes, extentIdleNs, reservation, waiting, keepAlive);
  }

  /** Sets how many calls this side makes and serves at the same time, in {@link #outbound}. */
  public ConnectionOptions withCalls(CallOptions value) {
    return withOutbound(outbound.withCalls(value));
  }

  public ConnectionOptions withMaxPayloadBytes(int value) {
    return new ConnectionOptions(
        outbound, value, extentQuotaBytes, extentIdleNs, reservation, waiting, keepAlive);
  }

  public ConnectionOptions withExtentQuotaBytes(long value) {
    return new ConnectionOptions(
        outbound, maxPayloadBytes, value, extentIdleNs, reservation, waiting, keepAlive);
  }

  public ConnectionOptions withExtentIdleNs(long value) {
    return new ConnectionOptions(
        outbound, maxPayloadBytes, extentQuotaBytes, value, reservation, waiting, keepAlive);
  }

  public ConnectionOptions withReservation(Reservation value) {
    return new ConnectionOptions(
        outbound, maxPayloadBytes, extentQuotaBytes, extentIdleNs, value, waiting, keepAlive);
  }

  public ConnectionOptions withWaiting(Waiting value) {
    return new ConnectionOptions(
        outbound, maxPayloadBytes, extentQuotaBytes, extentIdleNs, reservation, value, keepAlive);
  }

  public ConnectionOptions withKeepAlive(KeepAlive value) {
    return new ConnectionOptions(
        outbound, maxPayloadBytes, extentQuotaBytes, extentIdleNs, reservation, waiting, value);
  }

  private static void check(String name, long value) {
    if (value < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot use connection options: %s=%d; choose 0 or more".formatted(name, value));
    }
  }
}
