package io.ranvier.metadata;

import io.ranvier.buffer.SegmentBuffer;
import java.util.Arrays;

/**
 * A key with a text, bytes or a long; immutable.
 *
 * <p>A key has 1 to {@link #MAX_KEY_BYTES} bytes of UTF-8. Keys and texts are well-formed: a
 * surrogate without its other half has no UTF-8 and is refused with a {@link
 * io.ranvier.error.RanvierException} of code INVALID_ARGUMENT, as are flags beyond eight bits.
 *
 * <p>{@code toString} escapes what a terminal or a log would act upon, cuts what is long, and shows
 * neither bytes nor anything of a value that is {@link MetadataFlag#SENSITIVE}.
 */
public sealed interface MetadataEntry {
  /** The longest key that a block can hold; a connection's limit is lower. */
  int MAX_KEY_BYTES = 0xFFFF;

  /** The largest value of {@link #flags}. */
  int MAX_FLAGS = 0xFF;

  String key();

  /** Returns the bits of all flags, also of those that this version has no name for. */
  int flags();

  /** Returns how many bytes the value takes: a text's UTF-8, the bytes, or 8 for a long. */
  long valueBytes();

  /** Returns whether the entry has a flag. */
  default boolean has(MetadataFlag flag) {
    return (flags() & flag.bit()) != 0;
  }

  /** An entry whose value is a text, which may be empty. */
  record OfText(String key, String value, int flags) implements MetadataEntry {
    public OfText {
      EntryCheck.check(key, flags);
      EntryCheck.checkText(key, value);
    }

    @Override
    public long valueBytes() {
      return Texts.utf8Bytes(value);
    }

    @Override
    public String toString() {
      return EntryCheck.print(this, '"' + Texts.printable(value) + '"');
    }
  }

  /** An entry whose value is bytes, which may be none. They are copied in and out. */
  record OfBytes(String key, byte[] value, int flags) implements MetadataEntry {
    public OfBytes {
      EntryCheck.check(key, flags);
      value = value.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public long valueBytes() {
      return value.length;
    }

    void copyTo(SegmentBuffer target, int offset) {
      target.putBytes(offset, value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OfBytes that
          && flags == that.flags
          && key.equals(that.key)
          && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * key.hashCode() + Arrays.hashCode(value)) + flags;
    }

    @Override
    public String toString() {
      return EntryCheck.print(this, "<" + value.length + " bytes>");
    }
  }

  /** An entry whose value is a long. */
  record OfLong(String key, long value, int flags) implements MetadataEntry {
    public OfLong {
      EntryCheck.check(key, flags);
    }

    @Override
    public long valueBytes() {
      return Long.BYTES;
    }

    @Override
    public String toString() {
      return EntryCheck.print(this, Long.toString(value));
    }
  }
}
