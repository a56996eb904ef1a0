package io.ranvier.metadata;

/**
 * What may be said about an entry; each is one bit of {@link MetadataEntry#flags}.
 *
 * <p>The bits are part of the protocol. Later versions may add some: bits without a name here are
 * kept, also when the entry is forwarded.
 */
public enum MetadataFlag {
  /** The value is a secret: it is sent like any other, and never printed. */
  SENSITIVE(1),
  /** The entry is for the next process only: {@link Metadata#forwarded} leaves it out. */
  NO_PROPAGATE(2);

  private final int bit;

  MetadataFlag(int bit) {
    this.bit = bit;
  }

  /** Returns the flag's bit. */
  public int bit() {
    return bit;
  }

  static int bitsOf(MetadataFlag... flags) {
    int bits = 0;
    for (MetadataFlag flag : flags) {
      bits |= flag.bit;
    }
    return bits;
  }
}
