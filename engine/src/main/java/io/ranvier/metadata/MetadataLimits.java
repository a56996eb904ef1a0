package io.ranvier.metadata;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * How much metadata may travel with one payload. What is exactly at a limit is legal.
 *
 * @param maxEntries entries, 0 or more; duplicates count
 * @param maxKeyBytes UTF-8 bytes of each key, 1 to {@link MetadataEntry#MAX_KEY_BYTES}
 * @param maxValueBytes bytes of each value: a text's UTF-8, 8 for a long; 0 or more
 * @param maxTotalBytes bytes of all together as {@link MetadataCodec#encodedBytes} counts them, 8
 *     or more
 */
public record MetadataLimits(
    int maxEntries, int maxKeyBytes, int maxValueBytes, int maxTotalBytes) {
  private static final MetadataLimits DEFAULTS = new MetadataLimits(128, 256, 16 * 1024, 64 * 1024);

  public MetadataLimits {
    checkOption("maxEntries", maxEntries, 0, Integer.MAX_VALUE);
    checkOption("maxKeyBytes", maxKeyBytes, 1, MetadataEntry.MAX_KEY_BYTES);
    checkOption("maxValueBytes", maxValueBytes, 0, Integer.MAX_VALUE);
    checkOption("maxTotalBytes", maxTotalBytes, BlockFormat.HEADER_BYTES, Integer.MAX_VALUE);
  }

  /** 128 entries, keys of up to 256 bytes, values of up to 16 KiB, 64 KiB in all. */
  public static MetadataLimits defaults() {
    return DEFAULTS;
  }

  public MetadataLimits withMaxEntries(int value) {
    return new MetadataLimits(value, maxKeyBytes, maxValueBytes, maxTotalBytes);
  }

  public MetadataLimits withMaxKeyBytes(int value) {
    return new MetadataLimits(maxEntries, value, maxValueBytes, maxTotalBytes);
  }

  public MetadataLimits withMaxValueBytes(int value) {
    return new MetadataLimits(maxEntries, maxKeyBytes, value, maxTotalBytes);
  }

  public MetadataLimits withMaxTotalBytes(int value) {
    return new MetadataLimits(maxEntries, maxKeyBytes, maxValueBytes, value);
  }

  /**
   * Checks what this process is about to send.
   *
   * @throws RanvierException LIMIT_EXCEEDED; the message names the limit, the number found and the
   *     number allowed, and for a key or a value the key
   */
  public void check(Metadata metadata) {
    ErrorCode code = ErrorCode.LIMIT_EXCEEDED;
    checkCount(code, metadata.size());
    for (MetadataEntry entry : metadata.entries()) {
      checkEntry(code, entry);
    }
    checkTotal(code, metadata.encodedBytes());
  }

  void checkCount(ErrorCode code, int found) {
    if (found > maxEntries) {
      throw refusal(code, "maxEntries", found, maxEntries, "");
    }
  }

  void checkEntry(ErrorCode code, MetadataEntry entry) {
    long keyBytes = Texts.utf8Bytes(entry.key());
    if (keyBytes > maxKeyBytes) {
      throw refusal(code, "maxKeyBytes", keyBytes, maxKeyBytes, entry.key());
    }
    long valueBytes = entry.valueBytes();
    if (valueBytes > maxValueBytes) {
      throw refusal(code, "maxValueBytes", valueBytes, maxValueBytes, entry.key());
    }
  }

  void checkTotal(ErrorCode code, long found) {
    if (found > maxTotalBytes) {
      throw refusal(code, "maxTotalBytes", found, maxTotalBytes, "");
    }
  }

  static RanvierException refusal(
      ErrorCode code, String limit, long found, int allowed, String key) {
    String ofKey = key.isEmpty() ? "" : ", key=" + Texts.printable(key);
    return new RanvierException(
        code,
        "metadata refused: limit=%s, found=%d, allowed=%d%s; send less or raise the limit"
            .formatted(limit, found, allowed, ofKey));
  }

  private static void checkOption(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot use metadata limits: %s=%d; choose %d to %d".formatted(name, value, least, most));
    }
  }
}
