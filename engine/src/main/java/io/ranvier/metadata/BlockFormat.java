package io.ranvier.metadata;

/** Numbers of the block that the package's description shows. */
final class BlockFormat {
  /** Length of the block's header. */
  static final int HEADER_BYTES = 8;

  /** Where the number of entries stands in the header. */
  static final int COUNT_OFFSET = 4;

  /** Length of what stands in front of an entry's key. */
  static final int ENTRY_HEAD_BYTES = 8;

  static final int FLAGS_OFFSET = 1;
  static final int KEY_BYTES_OFFSET = 2;
  static final int VALUE_BYTES_OFFSET = 4;

  static final int KIND_TEXT = 1;
  static final int KIND_BYTES = 2;
  static final int KIND_LONG = 3;

  private static final int ALIGNMENT = 8;

  private BlockFormat() {}

  static int kind(MetadataEntry entry) {
    return switch (entry) {
      case MetadataEntry.OfText _ -> KIND_TEXT;
      case MetadataEntry.OfBytes _ -> KIND_BYTES;
      case MetadataEntry.OfLong _ -> KIND_LONG;
    };
  }

  /** Returns how many bytes an entry takes, with its padding. */
  static long entryBytes(MetadataEntry entry) {
    return aligned(ENTRY_HEAD_BYTES + Texts.utf8Bytes(entry.key()) + entry.valueBytes());
  }

  /** Returns the next offset at which an entry may begin, or a block may end. */
  static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
