package io.ranvier.agreement;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.control.Terms;
import io.ranvier.memory.Reservation;
import io.ranvier.region.RegionSettings;
import io.ranvier.signal.Barrier;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Waiting;

/**
 * What the terms of the two sides come to. Both sides compute the same.
 *
 * @param maxPayloadBytes the longest payload in either direction
 * @param extentQuotaBytes how much memory extents may add, in each direction
 * @param barrier who pays for waking sleepers
 */
public record Agreement(
    RegionSettings region,
    Terms client,
    Terms server,
    int maxPayloadBytes,
    long extentQuotaBytes,
    Barrier barrier) {
  /** Returns what one side brings into the handshake. */
  public static Terms terms(ConnectionOptions options, SleepCalls calls) {
    return new Terms(
        options.outbound(),
        options.maxPayloadBytes(),
        options.extentQuotaBytes(),
        options.reservation(),
        options.waiting().sleeps(),
        // A side that sleeps before every frame would pay a system call each time to spare the
        // other a fence each time.
        calls.canFence() && options.waiting().mode() != Waiting.Mode.PARK);
  }

  public static Agreement of(
      long connectionId, long key, long epochNs, Terms client, Terms server) {
    boolean thrifty =
        client.reservation() == Reservation.ON_FIRST_LEASE
            || server.reservation() == Reservation.ON_FIRST_LEASE;
    RegionSettings region =
        new RegionSettings(
            connectionId,
            key,
            epochNs,
            client.outbound(),
            server.outbound(),
            thrifty ? Reservation.ON_FIRST_LEASE : Reservation.FULL);
    return of(region, client, server);
  }

  public static Agreement of(RegionSettings region, Terms client, Terms server) {
    boolean fence = !client.canFence() || !server.canFence();
    return new Agreement(
        region,
        client,
        server,
        Math.min(client.maxPayloadBytes(), server.maxPayloadBytes()),
        Math.min(client.extentQuotaBytes(), server.extentQuotaBytes()),
        fence ? Barrier.FENCE : Barrier.MEMBARRIER);
  }
}
