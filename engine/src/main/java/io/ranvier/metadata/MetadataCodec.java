package io.ranvier.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * Writes metadata to shared memory and reads what a peer wrote; the package's description shows the
 * bytes.
 *
 * <p>A block begins at any offset and ends with it: it has one length, which whoever stores it must
 * tell. Metadata without entries is a block of 8 bytes; who stores no block at all saves them.
 *
 * <p>Threads: any. Both ways allocate.
 */
public final class MetadataCodec {
  private static final int MAX_BLOCK_BYTES = Integer.MAX_VALUE & -8;

  private MetadataCodec() {}

  /**
   * Returns the length of the block that {@link #encode} writes, in bytes: 8 or more, a multiple of
   * 8. Takes the same time for any number of entries.
   *
   * @throws RanvierException LIMIT_EXCEEDED if no buffer can hold the block; {@link
   *     MetadataLimits#check} refuses such metadata before
   */
  public static int encodedBytes(Metadata metadata) {
    long bytes = metadata.encodedBytes();
    if (bytes > MAX_BLOCK_BYTES) {
      throw MetadataLimits.refusal(
          ErrorCode.LIMIT_EXCEEDED, "maxTotalBytes", bytes, MAX_BLOCK_BYTES, "");
    }
    return (int) bytes;
  }

  /**
   * Writes a block, without a look at any {@link MetadataLimits}. Writes every byte of it and none
   * when it does not fit; reads nothing.
   *
   * @return the length of the block, as {@link #encodedBytes} says
   * @throws IndexOutOfBoundsException if the block does not fit
   * @throws RanvierException as {@link #encodedBytes}
   */
  public static int encode(Metadata metadata, SegmentBuffer target, int offset) {
    int bytes = encodedBytes(metadata);
    target.boundsCheck(offset, bytes);
    target.putInt(offset, bytes);
    target.putInt(offset + BlockFormat.COUNT_OFFSET, metadata.size());
    int next = offset + BlockFormat.HEADER_BYTES;
    for (MetadataEntry entry : metadata.entries()) {
      next += encode(entry, target, next);
    }
    return bytes;
  }

  /**
   * Reads a block. The bytes are copied before the first of them is looked at, so it is no harm if
   * the peer changes them meanwhile.
   *
   * @param length what the peer says the block's length is; any number
   * @throws RanvierException PROTOCOL_ERROR if the peer wrote anything but a whole block of exactly
   *     that length, or one beyond the limits; the message names what was found and never a value
   * @throws IndexOutOfBoundsException if the offset, which is the caller's, is outside the buffer
   */
  public static Metadata decode(
      SegmentBuffer source, int offset, int length, MetadataLimits limits) {
    source.boundsCheck(offset, 0);
    int left = source.capacity() - offset;
    if (length < BlockFormat.HEADER_BYTES || length > left) {
      throw BlockReader.refusal(
          "lengthBytes=%d, allowed=%d to %d".formatted(length, BlockFormat.HEADER_BYTES, left));
    }
    limits.checkTotal(ErrorCode.PROTOCOL_ERROR, length);
    byte[] copy = new byte[length];
    source.getBytes(offset, copy);
    return new BlockReader(copy, limits).read();
  }

  private static int encode(MetadataEntry entry, SegmentBuffer target, int offset) {
    byte[] key = entry.key().getBytes(UTF_8);
    int valueBytes = (int) entry.valueBytes();
    target.putByte(offset, (byte) BlockFormat.kind(entry));
    target.putByte(offset + BlockFormat.FLAGS_OFFSET, (byte) entry.flags());
    target.putShort(offset + BlockFormat.KEY_BYTES_OFFSET, (short) key.length);
    target.putInt(offset + BlockFormat.VALUE_BYTES_OFFSET, valueBytes);
    int keyOffset = offset + BlockFormat.ENTRY_HEAD_BYTES;
    target.putBytes(keyOffset, key);
    int valueOffset = keyOffset + key.length;
    switch (entry) {
      case MetadataEntry.OfText text -> target.putBytes(valueOffset, text.value().getBytes(UTF_8));
      case MetadataEntry.OfBytes bytes -> bytes.copyTo(target, valueOffset);
      case MetadataEntry.OfLong number -> target.putLong(valueOffset, number.value());
    }
    int used = BlockFormat.ENTRY_HEAD_BYTES + key.length + valueBytes;
    int aligned = (int) BlockFormat.aligned(used);
    // Zeros: what lay there before is not the peer's business.
    target.setMemory(offset + used, aligned - used, (byte) 0);
    return aligned;
  }
}
