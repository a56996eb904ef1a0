package io.ranvier.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.Threads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocks that no honest peer writes. */
// verifies C9
@Timeout(60)
final class HostileMetadataTest {
  private static final int KIND = 8;
  private static final int FLAGS = 9;
  private static final int KEY_BYTES = 10;
  private static final int VALUE_BYTES = 12;
  private static final int KEY = 16;

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  /** A block of one entry, to be bent; 32 bytes. */
  private static ByteBuffer block(Metadata metadata) {
    return ByteBuffer.wrap(MetadataFixture.encode(metadata)).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer text() {
    return block(Metadata.empty().with("key", "value-of-8b-x"));
  }

  private static void refused(ByteBuffer block, String says) {
    String message = MetadataFixture.refused(block.array());
    assertTrue(message.contains(says), message);
  }

  /** Whatever the bytes are: metadata that can be encoded again, or a PROTOCOL_ERROR. */
  private boolean survives(byte[] block) {
    Metadata metadata;
    try {
      metadata = MetadataFixture.decode(block);
    } catch (RanvierException e) {
      assertEquals(ErrorCode.PROTOCOL_ERROR, e.code(), () -> "seed " + seed);
      return false;
    } catch (Throwable t) {
      throw new AssertionError("seed %d, block %s".formatted(seed, Arrays.toString(block)), t);
    }
    MetadataFixture.DEFAULTS.check(metadata);
    byte[] again = MetadataFixture.encode(metadata);
    assertEquals(metadata, MetadataFixture.decode(again), () -> "seed " + seed);
    return true;
  }

  @Test
  void refusesABlockCutShortAnywhere() {
    byte[] whole = MetadataFixture.encode(MetadataFixture.mixed());
    for (int length = 0; length < whole.length; length++) {
      String message = MetadataFixture.refused(Arrays.copyOf(whole, length));
      assertTrue(message.contains("lengthBytes=" + length), message);
      if (length >= 8) {
        // The length inside is cut, too: now the entries do not fit.
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
        cut.order(ByteOrder.nativeOrder()).putInt(0, length);
        MetadataFixture.refused(cut.array());
      }
    }
  }

  @Test
  void refusesALengthThatIsNotTheBlocks() {
    byte[] block = MetadataFixture.encode(MetadataFixture.mixed());
    SegmentBuffer buffer = MetadataFixture.buffer(Arrays.copyOf(block, block.length + 64));
    int[] lengths = {
      Integer.MIN_VALUE, -1, 0, 7, block.length - 8, block.length + 8, 1 << 30, Integer.MAX_VALUE
    };
    for (int length : lengths) {
      String message =
          MetadataFixture.message(
              ErrorCode.PROTOCOL_ERROR,
              () -> {
                Metadata ignored =
                    MetadataCodec.decode(buffer, 0, length, MetadataFixture.DEFAULTS);
              });
      assertTrue(message.contains("lengthBytes=" + length), message);
    }
  }

  @Test
  void refusesNumbersOfEntriesThatCannotBe() {
    for (int count : new int[] {-1, Integer.MIN_VALUE, 4, Integer.MAX_VALUE}) {
      refused(text().putInt(4, count), "entries=" + count);
    }
    refused(text().putInt(4, 0), "trailingBytes=24");
    refused(text().putInt(4, 2), "an entry is cut short");
  }

  @Test
  void refusesLengthsThatLeadOutOfTheBlock() {
    for (int valueBytes : new int[] {-1, Integer.MIN_VALUE, 14, Integer.MAX_VALUE}) {
      refused(text().putInt(VALUE_BYTES, valueBytes), "valueBytes=" + valueBytes);
    }
    refused(text().putShort(KEY_BYTES, (short) 0), "keyBytes=0");
    refused(text().putShort(KEY_BYTES, (short) 17), "keyBytes=17");
    refused(text().putShort(KEY_BYTES, (short) -1), "keyBytes=65535");
    refused(text().putShort(KEY_BYTES, (short) 4), "valueBytes=13, allowed=0 to 12");
  }

  @Test
  void refusesKindsItDoesNotKnow() {
    for (int kind : new int[] {0, 4, 127, -1, -128}) {
      refused(text().put(KIND, (byte) kind), "kind=" + kind);
    }
    ByteBuffer number = block(Metadata.empty().with("key", 1)).putInt(VALUE_BYTES, 7);
    refused(number, "valueBytes=7");
  }

  @Test
  void keepsFlagsItDoesNotKnow() {
    byte[] block = text().put(FLAGS, (byte) 0xff).array();
    Metadata metadata = MetadataFixture.decode(block);
    assertEquals(0xff, metadata.first("key").orElseThrow().flags());
    assertEquals(0xff, MetadataFixture.encode(metadata)[FLAGS] & 0xff);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[][] malformed = {
      {(byte) 0x80, 'x', 'x'},
      {(byte) 0xc3, 'x', 'x'},
      {'x', 'x', (byte) 0xe2},
      {(byte) 0xc0, (byte) 0x80, 'x'},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xff, 'x', 'x'},
    };
    for (byte[] bytes : malformed) {
      refused(text().put(KEY, bytes), "textBytes=3; the text is not UTF-8");
      refused(text().put(KEY + 3, bytes), "textBytes=13; the text is not UTF-8");
    }
  }

  @Test
  void doesNotLookAtPadding() {
    byte[] block = MetadataFixture.encode(Metadata.empty().with("k", "v"));
    Arrays.fill(block, KEY + 2, block.length, (byte) 0xff);
    assertEquals(Metadata.empty().with("k", "v"), MetadataFixture.decode(block));
  }

  @Test
  void survivesRandomBytes() {
    System.out.println("random metadata blocks: seed=" + seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] block = MetadataFixture.bytes(random, random.nextInt(200));
      if (round % 2 == 0 && block.length >= 8) {
        // Past the first check, so that the entries are looked at.
        block = Arrays.copyOf(block, block.length & -8);
        ByteBuffer header = ByteBuffer.wrap(block).order(ByteOrder.nativeOrder());
        header.putInt(0, block.length).putInt(4, random.nextInt(8));
      }
      boolean ignored = survives(block);
    }
  }

  @Test
  void survivesBlocksOfWhichSomeBytesWereBent() {
    System.out.println("bent metadata blocks: seed=" + seed);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] block = MetadataFixture.encode(MetadataFixture.random(random));
      for (int i = random.nextInt(4); i >= 0; i--) {
        block[random.nextInt(block.length)] = (byte) random.nextInt();
      }
      if (survives(block)) {
        read++;
      }
    }
    int readable = read;
    assertTrue(0 < readable && readable < 20_000, () -> "readable=" + readable);
  }

  @Test
  void survivesAPeerThatWritesMeanwhile() throws Exception {
    byte[] honest = text().array();
    SegmentBuffer shared = MetadataFixture.buffer(honest);
    AtomicBoolean done = new AtomicBoolean();
    Threads.together(
        2,
        thread -> {
          if (thread == 0) {
            bend(shared, done);
          } else {
            readOften(shared, done);
          }
        });
  }

  private static void bend(SegmentBuffer shared, AtomicBoolean done) {
    int[] lengths = {13, -1, Integer.MAX_VALUE, 14, 8, 0};
    for (int round = 0; !done.get(); round++) {
      shared.putIntVolatile(VALUE_BYTES, lengths[round % lengths.length]);
      shared.putShortVolatile(KEY_BYTES, (short) (round % 7));
      shared.putByteVolatile(KIND, (byte) (round % 5));
      shared.putIntVolatile(0, round % 3 == 0 ? 40 : 32);
      shared.putByteVolatile(KEY, (byte) round);
    }
  }

  private static void readOften(SegmentBuffer shared, AtomicBoolean done) {
    try {
      for (int round = 0; round < 50_000; round++) {
        try {
          Metadata ignored = MetadataCodec.decode(shared, 0, 32, MetadataFixture.DEFAULTS);
        } catch (RanvierException e) {
          assertEquals(ErrorCode.PROTOCOL_ERROR, e.code(), e::getMessage);
        }
      }
    } finally {
      done.set(true);
    }
  }
}
