package io.ranvier.metadata;

import static io.ranvier.metadata.MetadataFixture.DEFAULTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import org.junit.jupiter.api.Test;

// verifies C9
final class MetadataLimitsTest {
  /** Both sides must let it pass. */
  private static void legal(Metadata metadata, MetadataLimits limits) {
    limits.check(metadata);
    SegmentBuffer block = MetadataFixture.buffer(MetadataFixture.encode(metadata));
    assertEquals(metadata, MetadataCodec.decode(block, 0, block.capacity(), limits));
  }

  /** Both sides must refuse it and say the same. */
  private static void refused(Metadata metadata, MetadataLimits limits, String... says) {
    String sending =
        MetadataFixture.message(ErrorCode.LIMIT_EXCEEDED, () -> limits.check(metadata));
    SegmentBuffer block = MetadataFixture.buffer(MetadataFixture.encode(metadata));
    String receiving =
        MetadataFixture.message(
            ErrorCode.PROTOCOL_ERROR,
            () -> {
              Metadata ignored = MetadataCodec.decode(block, 0, block.capacity(), limits);
            });
    assertEquals(sending, receiving);
    for (String part : says) {
      assertTrue(sending.contains(part), sending);
    }
  }

  private static Metadata entries(int count) {
    Metadata metadata = Metadata.empty();
    for (int i = 0; i < count; i++) {
      metadata = metadata.with("same", i);
    }
    return metadata;
  }

  @Test
  void entriesAreCounted() {
    legal(entries(128), DEFAULTS);
    refused(entries(129), DEFAULTS, "limit=maxEntries", "found=129", "allowed=128");
    MetadataLimits none = DEFAULTS.withMaxEntries(0);
    legal(Metadata.empty(), none);
    refused(entries(1), none, "limit=maxEntries", "found=1,", "allowed=0");
  }

  @Test
  void keysAreMeasuredInBytes() {
    legal(Metadata.empty().with("é".repeat(128), 1), DEFAULTS);
    String key = "é".repeat(128) + "k";
    refused(
        Metadata.empty().with("ok", 1).with(key, 1),
        DEFAULTS,
        "limit=maxKeyBytes",
        "found=257",
        "allowed=256",
        "key=" + key);
  }

  @Test
  void valuesOfEveryKindAreMeasured() {
    int most = 16 * 1024;
    legal(Metadata.empty().with("v", "é".repeat(most / 2)).with("v", new byte[most]), DEFAULTS);
    String[] says = {"limit=maxValueBytes", "found=16385", "allowed=16384", "key=name"};
    refused(Metadata.empty().with("name", "é".repeat(most / 2) + "x"), DEFAULTS, says);
    refused(Metadata.empty().with("name", new byte[most + 1]), DEFAULTS, says);
    MetadataLimits short7 = DEFAULTS.withMaxValueBytes(7);
    refused(Metadata.empty().with("name", 1), short7, "found=8", "allowed=7", "key=name");
    legal(Metadata.empty().with("name", 1), DEFAULTS.withMaxValueBytes(8));
    legal(Metadata.empty().with("name", ""), DEFAULTS.withMaxValueBytes(0));
  }

  @Test
  void allTogetherIsMeasuredAsItLiesInMemory() {
    // Three of 16,384 bytes of value, and one that fills what is left to the byte.
    Metadata three = Metadata.empty();
    for (int i = 0; i < 3; i++) {
      three = three.with("12345678", new byte[16 * 1024]);
    }
    int left = 64 * 1024 - MetadataCodec.encodedBytes(three) - 16;
    Metadata full = three.with("12345678", new byte[left]);
    assertEquals(64 * 1024, MetadataCodec.encodedBytes(full));
    legal(full, DEFAULTS);
    Metadata over = three.with("12345678", new byte[left + 1]);
    refused(over, DEFAULTS, "limit=maxTotalBytes", "found=65544", "allowed=65536");
    refused(full, DEFAULTS.withMaxTotalBytes(65535), "found=65536", "allowed=65535");
    legal(Metadata.empty(), DEFAULTS.withMaxTotalBytes(8));
  }

  @Test
  void neverTellsAValue() {
    Metadata secret = Metadata.empty().with("token", "hunter2", MetadataFlag.SENSITIVE);
    String message =
        MetadataFixture.message(
            ErrorCode.LIMIT_EXCEEDED, () -> DEFAULTS.withMaxValueBytes(1).check(secret));
    assertTrue(message.contains("key=token") && !message.contains("hunter2"), message);
  }

  @Test
  void defaultsAreWhatTheManualSays() {
    assertEquals(new MetadataLimits(128, 256, 16_384, 65_536), DEFAULTS);
    MetadataLimits changed =
        DEFAULTS.withMaxEntries(1).withMaxKeyBytes(2).withMaxValueBytes(3).withMaxTotalBytes(8);
    assertEquals(new MetadataLimits(1, 2, 3, 8), changed);
  }

  @Test
  void refusesLimitsThatNoBlockCanMeet() {
    invalid("maxEntries=-1", () -> DEFAULTS.withMaxEntries(-1));
    invalid("maxKeyBytes=0", () -> DEFAULTS.withMaxKeyBytes(0));
    invalid("maxKeyBytes=65536", () -> DEFAULTS.withMaxKeyBytes(65_536));
    invalid("maxValueBytes=-1", () -> DEFAULTS.withMaxValueBytes(-1));
    invalid("maxTotalBytes=7", () -> DEFAULTS.withMaxTotalBytes(7));
  }

  private static void invalid(String says, Runnable action) {
    String message = MetadataFixture.message(ErrorCode.INVALID_ARGUMENT, action);
    assertTrue(message.contains(says), message);
  }
}
