package io.ranvier.bench.ranvier;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Writes requests and sends them, with a deadline: a short one lies in memory of the sender's own
 * and is copied as it is sent, a longer one is written where it travels.
 *
 * <p>Threads: one at a time.
 */
final class RanvierRequests {
  private final int method;
  private final int payloadBytes;
  private final int written;
  private final MemorySegment memory = Arena.ofAuto().allocate(RanvierLink.SHORT_BYTES, 64);

  /**
   * @param written how many bytes of each request are written
   */
  RanvierRequests(int method, int payloadBytes, int written) {
    this.method = method;
    this.payloadBytes = payloadBytes;
    this.written = written;
  }

  /** Opens the call and sends the request of that number. */
  void send(Call call, long number) {
    long seed = Pattern.request(number);
    long timeoutNs = RanvierLink.TIMEOUT_NS;
    if (payloadBytes <= RanvierLink.SHORT_BYTES) {
      Pattern.fill(memory, 0, written, seed);
      call.send(RanvierLink.SERVICE, method, memory, 0, payloadBytes, timeoutNs);
    } else {
      call.open(RanvierLink.SERVICE, method, payloadBytes, timeoutNs);
      SegmentBuffer request = call.request();
      Pattern.fill(request.segment(), request.segmentOffset(), written, seed);
      call.within(timeoutNs).send();
    }
  }
}
