package io.ranvier.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * A mutable set of CPU numbers, laid out as the kernel reads it.
 *
 * <p>Owns its memory, which goes with the object. Holds any CPU that a Linux kernel can have, so no
 * call fails because the set is too small. Threads: one at a time.
 */
public final class CpuSet {
  /** CPUs are numbered from 0 up to this, exclusive: the most that a kernel can be built for. */
  public static final int CAPACITY = 8192;

  static final long SIZE_BYTES = CAPACITY / Byte.SIZE;

  private static final int WORDS = CAPACITY / Long.SIZE;

  private final MemorySegment words = Arena.ofAuto().allocate(SIZE_BYTES, Long.BYTES);

  /** An empty set. */
  public CpuSet() {}

  /**
   * Makes a set of the given CPUs.
   *
   * @param cpus numbers of CPUs
   * @return a new set
   * @throws IllegalArgumentException if a number is not that of a CPU
   */
  public static CpuSet of(int... cpus) {
    var set = new CpuSet();
    for (int cpu : cpus) {
      set.add(cpu);
    }
    return set;
  }

  /**
   * Reads the kernel's list notation, for instance {@code 0-3,8}.
   *
   * @param list numbers and ranges, separated by commas; blank for the empty set
   * @return a new set
   * @throws IllegalArgumentException if the text is not such a list
   */
  public static CpuSet parse(String list) {
    var set = new CpuSet();
    if (list.isBlank()) {
      return set;
    }
    for (String part : list.strip().split(",", -1)) {
      int dash = part.indexOf('-');
      try {
        int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
        set.addRange(first, last);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("not a list of CPUs such as 0-3,8: list=" + list, e);
      }
    }
    return set;
  }

  private void addRange(int first, int last) {
    if (first > last) {
      throw new IllegalArgumentException("range runs backwards: " + first + "-" + last);
    }
    checkCpu(last);
    for (int cpu = first; cpu <= last; cpu++) {
      add(cpu);
    }
  }

  /**
   * Adds a CPU.
   *
   * @param cpu its number
   * @return this set
   * @throws IllegalArgumentException if the number is not that of a CPU
   */
  public CpuSet add(int cpu) {
    checkCpu(cpu);
    setWord(cpu / Long.SIZE, word(cpu / Long.SIZE) | 1L << cpu);
    return this;
  }

  /**
   * Tells whether a CPU is in the set.
   *
   * @param cpu any number
   * @return false for numbers of no CPU too
   */
  public boolean contains(int cpu) {
    return cpu >= 0 && cpu < CAPACITY && (word(cpu / Long.SIZE) & 1L << cpu) != 0;
  }

  /** Empties the set. */
  public void clear() {
    words.fill((byte) 0);
  }

  /** How many CPUs are in the set. */
  public int count() {
    int count = 0;
    for (int i = 0; i < WORDS; i++) {
      count += Long.bitCount(word(i));
    }
    return count;
  }

  /**
   * Finds the next CPU, for a loop over the set without garbage.
   *
   * @param from the first number to look at
   * @return the lowest number in the set that is {@code >= from}, or -1
   */
  public int next(int from) {
    int start = Math.max(from, 0);
    if (start >= CAPACITY) {
      return -1;
    }
    int i = start / Long.SIZE;
    long rest = word(i) & -1L << start;
    while (rest == 0) {
      if (++i == WORDS) {
        return -1;
      }
      rest = word(i);
    }
    return i * Long.SIZE + Long.numberOfTrailingZeros(rest);
  }

  /** The CPUs in ascending order. */
  public int[] toArray() {
    int[] cpus = new int[count()];
    for (int i = 0, cpu = next(0); cpu >= 0; cpu = next(cpu + 1)) {
      cpus[i++] = cpu;
    }
    return cpus;
  }

  /** The kernel's list notation, for instance {@code 0-3,8}; {@link #parse} reads it. */
  @Override
  public String toString() {
    var list = new StringBuilder();
    for (int first = next(0); first >= 0; ) {
      int last = first;
      while (contains(last + 1)) {
        last++;
      }
      list.append(list.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        list.append('-').append(last);
      }
      first = next(last + 1);
    }
    return list.toString();
  }

  long address() {
    return words.address();
  }

  /** Zeroes what the kernel, which writes whole words but perhaps not all of them, left alone. */
  void clearFrom(long offsetBytes) {
    for (int i = (int) (offsetBytes / Long.BYTES); i < WORDS; i++) {
      setWord(i, 0);
    }
  }

  /** Keeps the memory alive up to here while the kernel works on its address. */
  void keepAlive() {
    Reference.reachabilityFence(this);
  }

  private long word(int index) {
    return words.getAtIndex(JAVA_LONG, index);
  }

  private void setWord(int index, long word) {
    words.setAtIndex(JAVA_LONG, index, word);
  }

  private static void checkCpu(int cpu) {
    if (cpu < 0 || cpu >= CAPACITY) {
      throw new IllegalArgumentException(
          "no such CPU: cpu=" + cpu + ", must be in 0.." + (CAPACITY - 1));
    }
  }
}
