package io.ranvier.bench.ranvier;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends this engine's messages the way that suits their length: short ones are written into memory
 * of the sender's own and copied into the ring, long ones are written where they will be read.
 *
 * <p>One thread.
 */
final class RanvierOutlet implements AutoCloseable {
  private final Sender sender;
  private final Claim claim = new Claim();
  private final MemorySegment message;

  RanvierOutlet(Sender sender) {
    this.sender = sender;
    this.message = Arena.ofAuto().allocate(sender.maxInlineBytes(), 64);
  }

  /** Writes a message and publishes it; waits for room as the options say. */
  void send(int length, long seed) throws IOException {
    long status;
    if (length <= message.byteSize()) {
      Pattern.fill(message, 0, length, seed);
      status = sender.send(RanvierLink.METHOD, message, 0, length, RanvierLink.TIMEOUT_NS);
    } else {
      status = sender.claim(length, claim, RanvierLink.TIMEOUT_NS);
      if (status >= 0) {
        Pattern.fill(claim.buffer().segment(), claim.buffer().segmentOffset(), length, seed);
        status = claim.publish(RanvierLink.METHOD, length, RanvierLink.TIMEOUT_NS);
      }
    }
    if (status < 0) {
      throw new IOException("the connection failed: status=" + Status.name(status));
    }
  }

  @Override
  public void close() {
    claim.close();
    sender.close();
  }
}
