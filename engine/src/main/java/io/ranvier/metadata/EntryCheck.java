package io.ranvier.metadata;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/** What the kinds of entries have in common: what they refuse and how they print. */
final class EntryCheck {
  private EntryCheck() {}

  static void check(String key, int flags) {
    long keyBytes = Texts.utf8Bytes(key);
    if (keyBytes == Texts.MALFORMED) {
      throw refusal("key=" + Texts.printable(key) + "; it has half of a surrogate pair");
    }
    if (keyBytes < 1 || keyBytes > MetadataEntry.MAX_KEY_BYTES) {
      throw refusal(
          "keyBytes=%d; choose a key of 1 to %d bytes"
              .formatted(keyBytes, MetadataEntry.MAX_KEY_BYTES));
    }
    if (flags < 0 || flags > MetadataEntry.MAX_FLAGS) {
      throw refusal(
          "key=%s, flags=0x%x; choose 0 to 0x%x"
              .formatted(Texts.printable(key), flags, MetadataEntry.MAX_FLAGS));
    }
  }

  /** Says where, and nothing of the value: it may be a secret. */
  static void checkText(String key, String value) {
    if (Texts.utf8Bytes(value) == Texts.MALFORMED) {
      throw refusal(
          "key=%s; its text has half of a surrogate pair, send bytes instead"
              .formatted(Texts.printable(key)));
    }
  }

  static String print(MetadataEntry entry, String value) {
    String shown = entry.has(MetadataFlag.SENSITIVE) ? "<sensitive>" : value;
    return Texts.printable(entry.key()) + '=' + shown;
  }

  private static RanvierException refusal(String what) {
    return new RanvierException(ErrorCode.INVALID_ARGUMENT, "cannot make metadata entry: " + what);
  }
}
