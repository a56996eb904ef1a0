package io.ranvier.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEndTest {
  private static final int PAYLOAD_BYTES = 33;
  private static final int MESSAGES = 5_000;

  @ParameterizedTest
  @ValueSource(ints = {0, PAYLOAD_BYTES})
  void takesWhatWasSent(int payloadBytes) throws IOException {
    StreamEnd end = reading(sent(payloadBytes), payloadBytes);
    long next = 0;
    while (next < MESSAGES) {
      next += end.take(next, 7, Direction.REQUEST);
    }
    assertEquals(MESSAGES, next);
    assertThrows(EOFException.class, () -> end.take(MESSAGES, 7, Direction.REQUEST));
  }

  @Test
  void noticesAChangedByte() throws IOException {
    byte[] bytes = sent(PAYLOAD_BYTES);
    bytes[PAYLOAD_BYTES * 3 - 1] ^= 1;
    StreamEnd end = reading(bytes, PAYLOAD_BYTES);
    assertEquals(2, end.take(0, 2, Direction.REQUEST));
    assertThrows(ContentError.class, () -> end.take(2, 1, Direction.REQUEST));
  }

  @Test
  void aReplyIsNoRequest() throws IOException {
    StreamEnd end = reading(sent(PAYLOAD_BYTES), PAYLOAD_BYTES);
    assertThrows(ContentError.class, () -> end.take(0, 1, Direction.REPLY));
  }

  private static byte[] sent(int payloadBytes) throws IOException {
    var bytes = new ByteArrayOutputStream();
    StreamEnd end =
        new StreamEnd(
            () -> new StreamEnd.Streams(null, Channels.newChannel(bytes)),
            payloadBytes,
            payloadBytes);
    end.awaitOther();
    for (long number = 0; number < MESSAGES; number++) {
      end.send(Pattern.request(number));
    }
    return bytes.toByteArray();
  }

  private static StreamEnd reading(byte[] bytes, int payloadBytes) throws IOException {
    var in = Channels.newChannel(new ByteArrayInputStream(bytes));
    StreamEnd end =
        new StreamEnd(() -> new StreamEnd.Streams(in, null), payloadBytes, payloadBytes);
    end.awaitOther();
    return end;
  }
}
