package io.ranvier.bench.peer;

import io.grpc.HasByteBuffer;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.netty.channel.unix.DomainSocketAddress;
import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The one method that is called, with messages of plain bytes instead of protocol buffers.
 *
 * <p>A message is the stream itself, in both directions: what is sent is written when gRPC frames
 * it, see {@link GrpcMessage}; what came is checked while gRPC still owns its bytes, and where they
 * lie if they lie in one piece.
 */
final class GrpcMethod {
  static final String SERVICE = "ranvier.Bench";

  private static final Marshaller<InputStream> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(InputStream message) {
          return message;
        }

        @Override
        public InputStream parse(InputStream message) {
          return message;
        }
      };

  static final MethodDescriptor<InputStream, InputStream> EXCHANGE =
      MethodDescriptor.newBuilder(BYTES, BYTES)
          .setType(MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Exchange"))
          .build();

  private static final int LEAST_WINDOW_BYTES = 1 << 20;
  private static final int MOST_WINDOW_BYTES = 64 << 20;

  private GrpcMethod() {}

  /** Returns where the server listens. */
  static DomainSocketAddress address(Station station) {
    return new DomainSocketAddress(station.directory().resolve("grpc").toFile());
  }

  /** Returns a window of HTTP/2 that holds back none of the calls under way. */
  static int windowBytes(Station station) {
    return Math.clamp(
        2L * station.payloadBytes() * station.inFlight(), LEAST_WINDOW_BYTES, MOST_WINDOW_BYTES);
  }

  /** Checks a message that came. */
  static void check(InputStream message, int payloadBytes, long seed, long number) {
    MemorySegment content = inPlace(message, payloadBytes);
    if (content == null) {
      content = copy(message);
    }
    if (content.byteSize() != payloadBytes) {
      throw new ContentError(
          "wrong length: number=%d, length=%d".formatted(number, content.byteSize()));
    }
    Pattern.check(content, 0, payloadBytes, seed, number);
  }

  /** Returns the message where it lies, or null when it is in several pieces. */
  private static MemorySegment inPlace(InputStream message, int payloadBytes) {
    if (message instanceof HasByteBuffer buffers && buffers.byteBufferSupported()) {
      ByteBuffer bytes = buffers.getByteBuffer();
      if (bytes != null
          && bytes.remaining() == payloadBytes
          && available(message) == payloadBytes) {
        return MemorySegment.ofBuffer(bytes);
      }
    }
    return null;
  }

  private static int available(InputStream message) {
    try {
      return message.available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MemorySegment copy(InputStream message) {
    try {
      return MemorySegment.ofArray(message.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
