package io.ranvier.endpoint;

import java.time.Instant;

/**
 * Who serves an endpoint, as its control file says. A server is identified by its nonce; epoch, pid
 * and start time are for people to read (pids of other pid namespaces mean nothing here).
 *
 * @param epoch how often the name was taken over from a dead server, counted from 1
 * @param features what the server can do beyond the major version, one bit each
 */
public record EndpointIdentity(
    int major,
    int minor,
    long features,
    long epoch,
    long nonceHigh,
    long nonceLow,
    long pid,
    long startTimeMs) {

  @Override
  public String toString() {
    return "pid=%d, startedAt=%s, epoch=%d, version=%d.%d"
        .formatted(pid, Instant.ofEpochMilli(startTimeMs), epoch, major, minor);
  }
}
