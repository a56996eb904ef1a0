package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.Reservation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What {@link SlotArrayProcessTest} runs in small JVMs: the sides of an array of 4 GiB. */
final class SlotChild {
  static final SlotArrayGeometry HUGE = new SlotArrayGeometry(65_536, 64 * 1024, 4096);
  private static final int RANDOM_SLOTS = 128;

  private SlotChild() {}

  public static void main(String[] args) throws IOException {
    var commands = new BufferedReader(new InputStreamReader(System.in));
    switch (args[0]) {
      case "owner" -> owner(Path.of(args[1]), commands);
      case "borrower" -> borrower(Path.of(args[1]), commands);
      case "anonymous" -> anonymous();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void owner(Path path, BufferedReader commands) throws IOException {
    long before = usedHeap();
    try (MappedFile file =
        MappedFile.create(
            path, HUGE.totalBytes(), Reservation.ON_FIRST_LEASE, FileMode.ownerOnly())) {
      SlotArray slots = own(file);
      long[] references = lease(slots, file.segment());
      System.out.println("references " + join(references));
      commands.readLine();
      System.out.println("harvested " + slots.harvest() + " of " + references.length);
      System.out.println("taken " + slots.takenCount());
      System.out.println("heap-growth " + (usedHeap() - before));
    }
  }

  private static void borrower(Path path, BufferedReader commands) throws IOException {
    long[] references =
        Arrays.stream(commands.readLine().split(",")).mapToLong(Long::parseLong).toArray();
    long before = usedHeap();
    try (MappedFile file = MappedFile.attach(path, HUGE.totalBytes(), Reservation.ON_FIRST_LEASE)) {
      BorrowedSlots slots = borrow(file.segment());
      read(slots, references);
      System.out.println("held " + slots.heldCount());
      System.out.println("heap-growth " + (usedHeap() - before));
    }
  }

  private static void anonymous() {
    long before = usedHeap();
    try (MappedFile memory = MappedFile.anonymous(HUGE.totalBytes(), Reservation.ON_FIRST_LEASE)) {
      SlotArray slots = own(memory);
      long[] references = lease(slots, memory.segment());
      read(borrow(memory.segment()), references);
      System.out.println("harvested " + slots.harvest() + " of " + references.length);
      System.out.println("taken " + slots.takenCount());
      System.out.println("heap-growth " + (usedHeap() - before));
    }
  }

  private static SlotArray own(MappedFile file) {
    if (!file.reserve(0, HUGE.slotsOffset())) {
      throw new AssertionError("no storage");
    }
    long slotBytes = HUGE.slotCount() * HUGE.slotBytes();
    return SlotArray.own(
        file.segment(), 0, HUGE, file.storageArea(HUGE.slotsOffset(), slotBytes)::reserve);
  }

  private static BorrowedSlots borrow(MemorySegment segment) {
    return new BorrowedSlots(segment, 0, HUGE, Arena.ofAuto().allocate(8L * HUGE.slotCount(), 8));
  }

  /** Leases the first slot, some at random and the last word of slots, and fills them. */
  private static long[] lease(SlotArray slots, MemorySegment memory) {
    SplittableRandom random = new SplittableRandom(10);
    long[] references = new long[1 + RANDOM_SLOTS + 64];
    for (int i = 0; i < references.length; i++) {
      int lastWord = HUGE.slotCount() / 64 - 1;
      int word = i == 0 ? 0 : i <= RANDOM_SLOTS ? 1 + random.nextInt(lastWord - 1) : lastWord;
      references[i] = slots.tryLease(word);
      int index = SlotReference.index(references[i]);
      long offset = slots.slotOffset(index);
      for (long at = 0; at < HUGE.slotBytes(); at += 8) {
        memory.set(JAVA_LONG, offset + at, references[i] * 31 + at);
      }
      slots.handOver(references[i]);
    }
    check("first", SlotReference.index(references[0]) == 0);
    long last = references[references.length - 1];
    check("last", SlotReference.index(last) == HUGE.slotCount() - 1);
    return references;
  }

  private static void read(BorrowedSlots slots, long[] references) {
    for (long reference : references) {
      check("accept", slots.accept(reference));
      long offset = slots.slotOffset(reference);
      for (long at = 0; at < HUGE.slotBytes(); at += 8) {
        check("bytes", slots.segment().get(JAVA_LONG, offset + at) == reference * 31 + at);
      }
      check("give back", slots.giveBack(reference));
    }
  }

  private static void check(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static String join(long[] references) {
    return Arrays.stream(references).mapToObj(Long::toString).collect(Collectors.joining(","));
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
