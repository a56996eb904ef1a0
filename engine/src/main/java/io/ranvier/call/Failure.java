package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.routing.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reply that says what went wrong, as it travels. Its status is the {@linkplain
 * ErrorCode#number() number} of the code.
 *
 * <pre>
 * bytes  meaning
 * 4      the handler's own number, 0 if the engine made the reply
 * 4      n, bytes of the message
 * n      the message in UTF-8
 * rest   the handler's bytes
 * </pre>
 */
public final class Failure {
  private static final int HEAD_BYTES = 8;
  private static final int MAX_MESSAGE_BYTES = 1024;

  private Failure() {}

  /**
   * Encodes a failure.
   *
   * @param limit the most bytes it may take; the message is cut first, then the details
   */
  public static byte[] encode(int applicationCode, String message, byte[] details, int limit) {
    byte[] text = cut(message, Math.min(MAX_MESSAGE_BYTES, Math.max(limit - HEAD_BYTES, 0)));
    int rest = Math.clamp((long) limit - HEAD_BYTES - text.length, 0, details.length);
    return ByteBuffer.allocate(HEAD_BYTES + text.length + rest)
        .order(ByteOrder.nativeOrder())
        .putInt(applicationCode)
        .putInt(text.length)
        .put(text)
        .put(details, 0, rest)
        .array();
  }

  /**
   * Decodes what a peer wrote: whatever it is, it gives an exception.
   *
   * @param what failed, as its message begins
   */
  static CallException decode(Reply reply, String what) {
    int status = reply.status();
    ErrorCode code = ErrorCode.of(status);
    if (code.number() != status) {
      return new CallException(code, what + ", status=" + status);
    }
    if (reply.isInSlot()) {
      // As long as the peer likes, and no error of an honest one is.
      return new CallException(
          ErrorCode.PROTOCOL_ERROR, what + ", status=%d, in a payload slot".formatted(status));
    }
    byte[] bytes = new byte[reply.payload().capacity()];
    reply.payload().getBytes(0, bytes);
    if (bytes.length < HEAD_BYTES) {
      return new CallException(code, what);
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int messageBytes = Math.clamp(head.getInt(4), 0, bytes.length - HEAD_BYTES);
    String message = new String(bytes, HEAD_BYTES, messageBytes, StandardCharsets.UTF_8);
    byte[] details = Arrays.copyOfRange(bytes, HEAD_BYTES + messageBytes, bytes.length);
    return new CallException(code, what + "; " + message, head.getInt(0), details);
  }

  private static byte[] cut(String message, int limit) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= limit) {
      return bytes;
    }
    int end = limit;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
