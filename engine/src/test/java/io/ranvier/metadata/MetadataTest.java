package io.ranvier.metadata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.metadata.MetadataEntry.OfBytes;
import io.ranvier.metadata.MetadataEntry.OfLong;
import io.ranvier.metadata.MetadataEntry.OfText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

// verifies C9
final class MetadataTest {
  private static final int SENSITIVE = MetadataFlag.SENSITIVE.bit();
  private static final int NO_PROPAGATE = MetadataFlag.NO_PROPAGATE.bit();

  private static void refused(String key) {
    String message =
        MetadataFixture.message(
            ErrorCode.INVALID_ARGUMENT,
            () -> {
              Metadata ignored = Metadata.empty().with(key, 1);
            });
    assertTrue(message.startsWith("cannot make metadata entry: key"), message);
  }

  @Test
  void keepsDuplicatesInOrder() {
    Metadata metadata =
        Metadata.empty().with("a", 1).with("b", "x").with("a", "2").with("a", new byte[] {3});
    OfText second = new OfText("a", "2", 0);
    OfBytes third = new OfBytes("a", new byte[] {3}, 0);
    assertEquals(List.of(new OfLong("a", 1, 0), second, third), metadata.all("a"));
    assertEquals(Optional.of(new OfLong("a", 1, 0)), metadata.first("a"));
    assertEquals(4, metadata.size());
    assertEquals(new OfText("b", "x", 0), metadata.entries().get(1));
  }

  @Test
  void aKeyThatIsNotThereIsNoError() {
    Metadata metadata = Metadata.empty().with("a", 1);
    assertEquals(Optional.empty(), metadata.first("A"));
    assertEquals(List.of(), metadata.all("A"));
    assertEquals(Optional.empty(), Metadata.empty().first("a"));
  }

  @Test
  void addingChangesNothingThatExists() {
    Metadata one = Metadata.empty().with("a", 1);
    Metadata two = one.with("b", 2);
    Metadata other = one.with("c", 3);
    assertEquals(1, one.size());
    assertNotEquals(two, other);
    assertTrue(Metadata.empty().isEmpty());
    assertFalse(one.isEmpty());
    assertThrows(
        UnsupportedOperationException.class, () -> two.entries().add(new OfLong("d", 4, 0)));
  }

  @Test
  void bytesAreCopiedInAndOut() {
    byte[] mine = {1, 2, 3};
    Metadata metadata = Metadata.empty().with("k", mine);
    mine[0] = 9;
    OfBytes entry = (OfBytes) metadata.first("k").orElseThrow();
    entry.value()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, entry.value());
    assertEquals(3, entry.valueBytes());
  }

  @Test
  void equalEntriesMakeEqualMetadata() {
    Metadata metadata = MetadataFixture.mixed();
    assertEquals(MetadataFixture.mixed(), metadata);
    assertEquals(MetadataFixture.mixed().hashCode(), metadata.hashCode());
    OfBytes entry = new OfBytes("k", new byte[] {1}, 0);
    assertEquals(new OfBytes("k", new byte[] {1}, 0), entry);
    assertNotEquals(new OfBytes("k", new byte[] {2}, 0), entry);
    assertNotEquals(new OfBytes("l", new byte[] {1}, 0), entry);
    assertNotEquals(new OfBytes("k", new byte[] {1}, 1), entry);
  }

  @Test
  void forwardingLeavesOutWhatIsForTheNextProcessOnly() {
    Metadata metadata =
        Metadata.empty()
            .with("hop", 1, MetadataFlag.NO_PROPAGATE)
            .with("token", "s", MetadataFlag.SENSITIVE)
            .with(new OfText("later", "x", 0xf0))
            .with("token", "t", MetadataFlag.SENSITIVE, MetadataFlag.NO_PROPAGATE)
            .with(new OfLong("later", 2, 0xf0 | NO_PROPAGATE));
    Metadata expected =
        Metadata.empty()
            .with("token", "s", MetadataFlag.SENSITIVE)
            .with(new OfText("later", "x", 0xf0));
    Metadata forwarded = metadata.forwarded();
    assertEquals(expected, forwarded);
    assertEquals(MetadataCodec.encodedBytes(expected), MetadataCodec.encodedBytes(forwarded));
    assertSame(forwarded, forwarded.forwarded());
    assertEquals(5, metadata.size());
    Metadata hops = Metadata.empty().with("hop", 1, MetadataFlag.NO_PROPAGATE);
    assertEquals(Metadata.empty(), hops.forwarded());
  }

  @Test
  void flagsAreBits() {
    OfLong entry = new OfLong("k", 1, SENSITIVE | 0x80);
    assertTrue(entry.has(MetadataFlag.SENSITIVE));
    assertFalse(entry.has(MetadataFlag.NO_PROPAGATE));
    assertEquals(0x81, entry.flags());
    Metadata twice = Metadata.empty().with("k", 1, MetadataFlag.SENSITIVE, MetadataFlag.SENSITIVE);
    assertEquals(SENSITIVE, twice.entries().getFirst().flags());
  }

  @Test
  void printsNeitherSecretsNorBytes() {
    Metadata metadata =
        Metadata.empty()
            .with("trace", "abc")
            .with("n", -7)
            .with("blob", new byte[] {77, 77, 77})
            .with("t", "hunter2", MetadataFlag.SENSITIVE)
            .with("l", 4242, MetadataFlag.SENSITIVE, MetadataFlag.NO_PROPAGATE)
            .with(new OfBytes("b", new byte[4242], SENSITIVE | 0x40));
    assertEquals(
        "metadata[trace=\"abc\", n=-7, blob=<3 bytes>, t=<sensitive>, l=<sensitive>,"
            + " b=<sensitive>]",
        metadata.toString());
    assertEquals("t=<sensitive>", metadata.first("t").orElseThrow().toString());
    assertEquals("metadata[]", Metadata.empty().toString());
  }

  @Test
  void printsOnOneLineWhateverAPeerWrote() {
    assertEquals(
        "a\\u{a}b\\u{1b}[2J=\"\\\"\\\\\\u{0}\\u{2028}\\u{202e}é🌍\"",
        new OfText("a\nb\u001b[2J", "\"\\\0\u2028\u202eé🌍", 0).toString());
    String longText = new OfText("k", "x".repeat(5000), 0).toString();
    assertEquals("k=\"" + "x".repeat(256) + "... (5000 characters)\"", longText);
    String cutBeforePair = new OfText("k", "x".repeat(255) + "🌍🌍", 0).toString();
    assertEquals("k=\"" + "x".repeat(255) + "🌍... (259 characters)\"", cutBeforePair);
  }

  @Test
  void refusesKeysThatNoBlockCanHold() {
    refused("");
    refused("half\ud83d");
    refused("\udf0d\ud83d");
    refused("k".repeat(MetadataEntry.MAX_KEY_BYTES + 1));
    refused("é".repeat(MetadataEntry.MAX_KEY_BYTES / 2 + 1));
    Metadata longest = Metadata.empty().with("k".repeat(MetadataEntry.MAX_KEY_BYTES), 1);
    assertEquals(1, longest.size());
  }

  @Test
  void refusesATextWithoutUtf8AndDoesNotTellIt() {
    String message =
        MetadataFixture.message(
            ErrorCode.INVALID_ARGUMENT,
            () -> {
              Metadata ignored =
                  Metadata.empty().with("token", "hunter2\ud83d", MetadataFlag.SENSITIVE);
            });
    assertTrue(message.contains("token") && !message.contains("hunter2"), message);
  }

  @Test
  void refusesFlagsThatNoBlockCanHold() {
    for (int flags : new int[] {-1, 0x100, Integer.MIN_VALUE}) {
      String message =
          MetadataFixture.message(
              ErrorCode.INVALID_ARGUMENT,
              () -> {
                OfLong ignored = new OfLong("k", 1, flags);
              });
      assertTrue(message.contains("flags=0x" + Integer.toHexString(flags)), message);
    }
  }
}
