package io.ranvier.metadata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

// verifies C9
final class MetadataCodecTest {
  private static void roundTrip(Metadata metadata) {
    Metadata read = MetadataFixture.decode(MetadataFixture.encode(metadata));
    assertEquals(metadata, read);
    assertEquals(MetadataCodec.encodedBytes(metadata), MetadataCodec.encodedBytes(read));
  }

  @Test
  void readsWhatItWrote() {
    roundTrip(MetadataFixture.mixed());
  }

  @Test
  void readsAListWithoutEntries() {
    roundTrip(Metadata.empty());
    assertEquals(8, MetadataCodec.encodedBytes(Metadata.empty()));
  }

  @Test
  void readsLongsAtTheirEnds() {
    Metadata metadata = Metadata.empty();
    for (long value : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      metadata = metadata.with("n", value);
    }
    roundTrip(metadata);
  }

  @Test
  void readsKeysAndValuesOfEveryLengthAroundThePadding() {
    for (int keyBytes = 1; keyBytes <= 17; keyBytes++) {
      for (int valueBytes = 0; valueBytes <= 17; valueBytes++) {
        String key = "k".repeat(keyBytes);
        Metadata metadata =
            Metadata.empty().with(key, "v".repeat(valueBytes)).with(key, new byte[valueBytes]);
        roundTrip(metadata);
        assertEquals(0, MetadataCodec.encodedBytes(metadata) % 8);
      }
    }
  }

  @Test
  void readsUnicodeOfEveryWidth() {
    String wide = "a\u0000\u007f\u0080߿ࠀ\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff";
    roundTrip(Metadata.empty().with(wide, wide));
    MetadataEntry entry = new MetadataEntry.OfText("k", wide, 0);
    assertEquals(wide.getBytes(StandardCharsets.UTF_8).length, entry.valueBytes());
  }

  @Test
  void readsRandomLists() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      Metadata metadata = MetadataFixture.random(random);
      assertEquals(
          metadata, MetadataFixture.decode(MetadataFixture.encode(metadata)), () -> "seed " + seed);
    }
  }

  @Test
  void writesTheBytesThatThePackageDescribes() {
    Metadata metadata =
        Metadata.empty()
            .with("key", "é", MetadataFlag.SENSITIVE)
            .with("b", new byte[] {7, 8, 9})
            .with(new MetadataEntry.OfLong("n", 0x0102030405060708L, 0x82));
    byte[] key = {'k', 'e', 'y', (byte) 0xc3, (byte) 0xa9, 0, 0, 0};
    ByteBuffer expected = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    expected.putInt(64).putInt(3);
    expected.put((byte) 1).put((byte) 1).putShort((short) 3).putInt(2).put(key);
    expected.put((byte) 2).put((byte) 0).putShort((short) 1).putInt(3);
    expected.put(new byte[] {'b', 7, 8, 9, 0, 0, 0, 0});
    expected.put((byte) 3).put((byte) 0x82).putShort((short) 1).putInt(8);
    expected.put((byte) 'n').putLong(0x0102030405060708L);
    assertArrayEquals(expected.array(), MetadataFixture.encode(metadata));
  }

  @Test
  void writesAndReadsInTheMiddleOfABuffer() {
    Metadata metadata = MetadataFixture.mixed();
    int bytes = MetadataCodec.encodedBytes(metadata);
    for (int offset = 0; offset <= 9; offset++) {
      byte[] around = new byte[offset + bytes + 5];
      SegmentBuffer buffer = MetadataFixture.buffer(around);
      assertEquals(bytes, MetadataCodec.encode(metadata, buffer, offset));
      Metadata read = MetadataCodec.decode(buffer, offset, bytes, MetadataFixture.DEFAULTS);
      assertEquals(metadata, read);
      for (int i = 0; i < offset; i++) {
        assertEquals(0, buffer.getByte(i));
      }
      for (int i = offset + bytes; i < around.length; i++) {
        assertEquals(0, buffer.getByte(i));
      }
    }
  }

  @Test
  void writesNothingWhenTheBlockDoesNotFit() {
    Metadata metadata = MetadataFixture.mixed();
    int bytes = MetadataCodec.encodedBytes(metadata);
    SegmentBuffer buffer = MetadataFixture.buffer(new byte[bytes - 1]);
    assertThrows(IndexOutOfBoundsException.class, () -> MetadataCodec.encode(metadata, buffer, 0));
    byte[] left = new byte[bytes - 1];
    buffer.getBytes(0, left);
    assertArrayEquals(new byte[bytes - 1], left);
  }

  @Test
  void refusesWhatNoBufferCanHold() {
    MetadataEntry mebibyte = new MetadataEntry.OfBytes("k", new byte[1 << 20], 0);
    Metadata metadata = Metadata.empty();
    for (int i = 0; i < 2048; i++) {
      metadata = metadata.with(mebibyte);
    }
    Metadata tooMuch = metadata;
    String message =
        MetadataFixture.message(
            ErrorCode.LIMIT_EXCEEDED,
            () -> {
              int ignored = MetadataCodec.encodedBytes(tooMuch);
            });
    assertTrue(message.contains("found=" + (8 + 2048 * ((1L << 20) + 16))), message);
  }

  @Test
  void aDeadBufferIsTheCallersMistake() {
    SegmentBuffer dead = new SegmentBuffer();
    MetadataFixture.message(
        ErrorCode.WRONG_STATE,
        () -> {
          Metadata ignored = MetadataCodec.decode(dead, 0, 8, MetadataFixture.DEFAULTS);
        });
    SegmentBuffer buffer = MetadataFixture.buffer(MetadataFixture.encode(Metadata.empty()));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> MetadataCodec.decode(buffer, -1, 8, MetadataFixture.DEFAULTS));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> MetadataCodec.decode(buffer, 9, 8, MetadataFixture.DEFAULTS));
  }
}
