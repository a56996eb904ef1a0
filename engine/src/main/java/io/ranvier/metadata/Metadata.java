package io.ranvier.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What travels in front of a payload: an ordered list of entries, each a key and a value.
 * Immutable; any thread.
 *
 * <p>A key may come more than once; order and duplicates are kept. Keys that a reader does not know
 * disturb nobody: he does not ask for them, and {@link #forwarded} passes them on.
 *
 * <pre>{@code
 * Metadata.empty()
 *     .with("trace", 0x5eed)
 *     .with("token", secret, MetadataFlag.SENSITIVE, MetadataFlag.NO_PROPAGATE);
 * }</pre>
 *
 * <p>Limits are a connection's, not the list's: see {@link MetadataLimits#check}.
 */
public final class Metadata {
  private static final Metadata EMPTY = new Metadata(List.of(), BlockFormat.HEADER_BYTES);

  private final List<MetadataEntry> entries;
  private final long encodedBytes;

  private Metadata(List<MetadataEntry> entries, long encodedBytes) {
    this.entries = entries;
    this.encodedBytes = encodedBytes;
  }

  /** Returns metadata without entries. */
  public static Metadata empty() {
    return EMPTY;
  }

  /** Takes over the list, which nobody else may change. */
  static Metadata of(List<MetadataEntry> entries) {
    if (entries.isEmpty()) {
      return EMPTY;
    }
    long bytes = BlockFormat.HEADER_BYTES;
    for (MetadataEntry entry : entries) {
      bytes += BlockFormat.entryBytes(entry);
    }
    return new Metadata(Collections.unmodifiableList(entries), bytes);
  }

  /**
   * Returns this with a text behind the last entry.
   *
   * @throws io.ranvier.error.RanvierException INVALID_ARGUMENT for a key or text that {@link
   *     MetadataEntry} refuses
   */
  public Metadata with(String key, String value, MetadataFlag... flags) {
    return with(new MetadataEntry.OfText(key, value, MetadataFlag.bitsOf(flags)));
  }

  /**
   * Returns this with a long behind the last entry.
   *
   * @throws io.ranvier.error.RanvierException INVALID_ARGUMENT for a key that {@link MetadataEntry}
   *     refuses
   */
  public Metadata with(String key, long value, MetadataFlag... flags) {
    return with(new MetadataEntry.OfLong(key, value, MetadataFlag.bitsOf(flags)));
  }

  /**
   * Returns this with a copy of bytes behind the last entry.
   *
   * @throws io.ranvier.error.RanvierException INVALID_ARGUMENT for a key that {@link MetadataEntry}
   *     refuses
   */
  public Metadata with(String key, byte[] value, MetadataFlag... flags) {
    return with(new MetadataEntry.OfBytes(key, value, MetadataFlag.bitsOf(flags)));
  }

  /** Returns this with an entry behind the last one. */
  public Metadata with(MetadataEntry entry) {
    List<MetadataEntry> longer = new ArrayList<>(entries.size() + 1);
    longer.addAll(entries);
    longer.add(Objects.requireNonNull(entry, "entry"));
    return new Metadata(
        Collections.unmodifiableList(longer), encodedBytes + BlockFormat.entryBytes(entry));
  }

  /** Returns the first entry of that key; empty if there is none. */
  public Optional<MetadataEntry> first(String key) {
    Objects.requireNonNull(key, "key");
    for (MetadataEntry entry : entries) {
      if (entry.key().equals(key)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** Returns all entries of that key, in order; unmodifiable. */
  public List<MetadataEntry> all(String key) {
    Objects.requireNonNull(key, "key");
    return entries.stream().filter(entry -> entry.key().equals(key)).toList();
  }

  /** Returns all entries, in order; unmodifiable. */
  public List<MetadataEntry> entries() {
    return entries;
  }

  /** Returns how many entries there are; duplicates count. */
  public int size() {
    return entries.size();
  }

  /** Returns whether there is no entry; then nothing need be sent. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns what goes on to a third process: the entries without NO_PROPAGATE, in order. */
  public Metadata forwarded() {
    List<MetadataEntry> kept =
        entries.stream().filter(entry -> !entry.has(MetadataFlag.NO_PROPAGATE)).toList();
    return kept.size() == entries.size() ? this : of(kept);
  }

  /** Returns the length of the block, in bytes; it may be more than a buffer can hold. */
  long encodedBytes() {
    return encodedBytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** Renders keys and values for logs; secrets and bytes are not shown. */
  @Override
  public String toString() {
    return "metadata" + entries;
  }
}
