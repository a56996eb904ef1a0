package io.ranvier.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one block that a peer wrote, and believes none of it. Owns the copy it reads; one thread.
 *
 * <p>Each length is compared with what is left before it is added to anything, so no sum overflows;
 * and what is allocated is bounded by the copy.
 */
final class BlockReader {
  private final ByteBuffer block;
  private final MetadataLimits limits;
  // Refuses what is malformed, other than the constructors of String.
  private final CharsetDecoder decoder = UTF_8.newDecoder();

  /**
   * @param copy the header's length or more; nobody else writes it
   */
  BlockReader(byte[] copy, MetadataLimits limits) {
    this.block = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
    this.limits = limits;
  }

  Metadata read() {
    int blockBytes = block.getInt();
    if (blockBytes != block.capacity() || blockBytes != BlockFormat.aligned(blockBytes)) {
      throw refusal(
          "blockBytes=%d, lengthBytes=%d; they are the same multiple of 8"
              .formatted(blockBytes, block.capacity()));
    }
    int count = block.getInt();
    int most = block.remaining() / BlockFormat.ENTRY_HEAD_BYTES;
    if (count < 0 || count > most) {
      throw refusal("entries=%d, allowed=0 to %d".formatted(count, most));
    }
    limits.checkCount(ErrorCode.PROTOCOL_ERROR, count);
    List<MetadataEntry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(entry());
    }
    if (block.hasRemaining()) {
      throw refusal(
          "entries=%d, trailingBytes=%d; nothing follows the last entry"
              .formatted(count, block.remaining()));
    }
    return Metadata.of(entries);
  }

  private MetadataEntry entry() {
    int at = block.position();
    if (block.remaining() < BlockFormat.ENTRY_HEAD_BYTES) {
      throw refusal("offset=%d, leftBytes=%d; an entry is cut short", at, block.remaining());
    }
    int kind = block.get();
    int flags = Byte.toUnsignedInt(block.get());
    int keyBytes = Short.toUnsignedInt(block.getShort());
    int valueBytes = block.getInt();
    if (keyBytes == 0 || keyBytes > block.remaining()) {
      throw refusal("offset=%d, keyBytes=%d, allowed=1 to %d", at, keyBytes, block.remaining());
    }
    String key = text(at, keyBytes);
    if (valueBytes < 0 || valueBytes > block.remaining()) {
      throw refusal("offset=%d, valueBytes=%d, allowed=0 to %d", at, valueBytes, block.remaining());
    }
    MetadataEntry entry =
        switch (kind) {
          case BlockFormat.KIND_TEXT -> new MetadataEntry.OfText(key, text(at, valueBytes), flags);
          case BlockFormat.KIND_BYTES -> new MetadataEntry.OfBytes(key, bytes(valueBytes), flags);
          case BlockFormat.KIND_LONG ->
              new MetadataEntry.OfLong(key, number(at, valueBytes), flags);
          default -> throw refusal("offset=%d, kind=%d; the kind is not known", at, kind);
        };
    limits.checkEntry(ErrorCode.PROTOCOL_ERROR, entry);
    // Stays inside: the block's length is a multiple of the alignment.
    block.position((int) BlockFormat.aligned(block.position()));
    return entry;
  }

  private String text(int at, int length) {
    ByteBuffer utf8 = block.slice(block.position(), length);
    try {
      String text = decoder.decode(utf8).toString();
      block.position(block.position() + length);
      return text;
    } catch (CharacterCodingException e) {
      throw refusal("offset=%d, textBytes=%d; the text is not UTF-8", at, length);
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    block.get(bytes);
    return bytes;
  }

  private long number(int at, int length) {
    if (length != Long.BYTES) {
      throw refusal("offset=%d, valueBytes=%d; a long has 8", at, length);
    }
    return block.getLong();
  }

  private static RanvierException refusal(String what, Object... values) {
    return refusal(what.formatted(values));
  }

  static RanvierException refusal(String what) {
    return new RanvierException(ErrorCode.PROTOCOL_ERROR, "metadata block refused: " + what);
  }
}
