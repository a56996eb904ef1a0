package io.ranvier.slot;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * Something of this process's for each slot, by the slot's index; grows when slots are added.
 *
 * <p>Threads: any; {@link #add} by one at a time. Memory order: as {@link AtomicReferenceArray}.
 */
public final class SlotTable<T> {
  private final AtomicReferenceArray<T> first;
  private volatile List<Part<T>> further = List.of();
  private volatile int length;

  private record Part<T>(int firstIndex, AtomicReferenceArray<T> entries) {}

  /** Makes a table of so many entries, all null. */
  public SlotTable(int slotCount) {
    this.first = new AtomicReferenceArray<>(slotCount);
    this.length = slotCount;
  }

  /** Adds entries behind the last; to be called before their slots can be leased. */
  public synchronized void add(int slotCount) {
    Part<T> part = new Part<>(length, new AtomicReferenceArray<>(slotCount));
    further = Stream.concat(further.stream(), Stream.of(part)).toList();
    length += slotCount;
  }

  /** Returns how many entries there are. */
  public int length() {
    return length;
  }

  /** Returns an entry; null, too, where there is none. */
  public T get(int index) {
    if (index < first.length()) {
      return first.get(index);
    }
    Part<T> part = find(index);
    return part == null ? null : part.entries.get(index - part.firstIndex);
  }

  /** Sets an entry and returns what it was; there must be one. */
  public T getAndSet(int index, T value) {
    if (index < first.length()) {
      return first.getAndSet(index, value);
    }
    Part<T> part = find(index);
    return part.entries.getAndSet(index - part.firstIndex, value);
  }

  /** Sets an entry if it is what is expected; there must be one. */
  public boolean compareAndSet(int index, T expected, T value) {
    if (index < first.length()) {
      return first.compareAndSet(index, expected, value);
    }
    Part<T> part = find(index);
    return part.entries.compareAndSet(index - part.firstIndex, expected, value);
  }

  private Part<T> find(int index) {
    List<Part<T>> parts = further;
    for (int i = 0; i < parts.size(); i++) {
      Part<T> part = parts.get(i);
      if (index - part.firstIndex < part.entries.length()) {
        return part;
      }
    }
    return null;
  }
}
