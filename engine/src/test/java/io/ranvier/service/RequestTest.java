package io.ranvier.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.buffer.SegmentBuffer;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class RequestTest {
  // verifies L9
  @Test
  void readsAnEnvelopeOnceWhateverThePeerWritesMeanwhile() {
    SegmentBuffer whole = new SegmentBuffer(Arena.ofAuto().allocate(64, 8), 0, 64);
    whole.putInt(0, 7);
    whole.putInt(4, 16);
    Request seen = new Request(null);
    seen.show(whole, true, 1, 2);
    whole.putInt(0, -1);
    whole.putInt(4, 1 << 20);
    whole.putInt(8, 3);
    Request again = new Request(null);
    again.showAgain(whole, seen);
    assertEquals(7, again.virtualConnection());
    assertEquals(64 - 16 - 16, again.payload().capacity());
    assertEquals(seen.payload().segmentOffset(), again.payload().segmentOffset());
  }
}
