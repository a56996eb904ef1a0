package io.ranvier.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Blocks in memory off the heap, and what their refusal looks like. */
final class MetadataFixture {
  static final MetadataLimits DEFAULTS = MetadataLimits.defaults();

  private MetadataFixture() {}

  /** Every kind, every flag, a key twice, texts of one to four bytes each character. */
  static Metadata mixed() {
    return Metadata.empty()
        .with("trace", 0x5eed_5eed_5eed_5eedL)
        .with("Schlüssel-鍵-🔑", "Grüße, 世界, 🌍")
        .with("trace", "again", MetadataFlag.NO_PROPAGATE)
        .with("blob", new byte[] {0, -1, 127, -128, 5}, MetadataFlag.SENSITIVE)
        .with("empty", "")
        .with("none", new byte[0])
        .with("both", Long.MIN_VALUE, MetadataFlag.SENSITIVE, MetadataFlag.NO_PROPAGATE)
        .with(new MetadataEntry.OfText("later", "unknown flags", 0xfc));
  }

  /** Up to twelve entries of any kind. */
  static Metadata random(SplittableRandom random) {
    Metadata metadata = Metadata.empty();
    for (int i = random.nextInt(12); i > 0; i--) {
      String key = "k" + random.nextInt(5);
      int flags = random.nextInt(MetadataEntry.MAX_FLAGS + 1);
      MetadataEntry entry =
          switch (random.nextInt(3)) {
            case 0 -> new MetadataEntry.OfText(key, "é".repeat(random.nextInt(20)), flags);
            case 1 -> new MetadataEntry.OfBytes(key, bytes(random, random.nextInt(40)), flags);
            default -> new MetadataEntry.OfLong(key, random.nextLong(), flags);
          };
      metadata = metadata.with(entry);
    }
    return metadata;
  }

  static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns a buffer of memory that holds these bytes and no more. */
  static SegmentBuffer buffer(byte... bytes) {
    SegmentBuffer buffer =
        new SegmentBuffer(Arena.ofAuto().allocate(bytes.length), 0, bytes.length);
    buffer.putBytes(0, bytes);
    return buffer;
  }

  static byte[] encode(Metadata metadata) {
    int bytes = MetadataCodec.encodedBytes(metadata);
    byte[] old = new byte[bytes];
    Arrays.fill(old, (byte) 0xa5);
    SegmentBuffer buffer = buffer(old);
    assertEquals(bytes, MetadataCodec.encode(metadata, buffer, 0));
    byte[] block = new byte[bytes];
    buffer.getBytes(0, block);
    return block;
  }

  static Metadata decode(byte[] block) {
    return MetadataCodec.decode(buffer(block), 0, block.length, DEFAULTS);
  }

  /** Fails unless the block is refused; returns the message. */
  static String refused(byte[] block) {
    return message(
        ErrorCode.PROTOCOL_ERROR,
        () -> {
          Metadata ignored = decode(block);
        });
  }

  /** Fails unless the action is refused with that code; returns the message. */
  static String message(ErrorCode code, Runnable action) {
    RanvierException refusal = assertThrows(RanvierException.class, action::run);
    assertEquals(code, refusal.code(), refusal::getMessage);
    return refusal.getMessage();
  }
}
