package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What {@link MappedFileProcessTest} runs in a second JVM. */
final class MemoryChild {
  private static final long GIB = 1L << 30;
  private static final int SLOT = 64 * 1024;

  private MemoryChild() {}

  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[1]);
    switch (args[0]) {
      case "full" -> full(path);
      case "lease" -> lease(path);
      case "truncate" -> truncate(path);
      case "huge" -> huge(path, args[2]);
      case "mode" -> mode(path);
      case "add" -> add(path);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void full(Path directory) throws IOException {
    try (MappedFile _ = create(directory, 1 << 20, Reservation.FULL)) {
      System.out.println("created");
    } catch (RanvierException e) {
      System.out.println(e.code() + " " + e.getMessage());
    }
    try (Stream<Path> left = Files.list(directory)) {
      System.out.println("files " + left.count());
    }
  }

  private static void lease(Path directory) throws IOException {
    Path ballast = directory.resolve("ballast");
    Files.write(ballast, new byte[SLOT]);
    try (MappedFile file = create(directory, 1 << 20, Reservation.ON_FIRST_LEASE)) {
      StorageArea area = file.storageArea(0, 1 << 20);
      int slot = 0;
      while (slot < 16 && area.reserve((long) slot * SLOT, SLOT)) {
        file.segment().asSlice((long) slot * SLOT, SLOT).fill((byte) slot);
        slot++;
      }
      System.out.println("last " + (slot == 16));
      System.out.println("backed-stays " + area.reserve((long) (slot - 1) * SLOT, SLOT));
      Files.delete(ballast);
      System.out.println("after-space " + area.reserve((long) slot * SLOT, SLOT));
      file.segment().set(JAVA_BYTE, (long) slot * SLOT, (byte) 1);
    }
  }

  private static void truncate(Path directory) throws IOException {
    try (MappedFile file = create(directory, 1 << 20, Reservation.FULL)) {
      try (var other = new RandomAccessFile(file.path().toFile(), "rw")) {
        other.setLength(4096);
      }
      try {
        file.segment().get(JAVA_LONG, 512 * 1024);
        System.out.println("no error");
      } catch (InternalError e) {
        System.out.println("InternalError " + file.fileState());
      }
    }
  }

  private static void huge(Path directory, String kind) {
    // Classes first, so that only what grows with the size is measured.
    touch(directory, kind, SLOT);
    long before = usedHeap();
    try (MappedFile file = touch(directory, kind, 4 * GIB)) {
      long growth = usedHeap() - before;
      System.out.println("bytes " + (file.sizeBytes() == 4 * GIB ? "ok" : file.sizeBytes()));
      System.out.println("heap-growth " + growth);
    }
  }

  private static MappedFile touch(Path directory, String kind, long sizeBytes) {
    MappedFile file =
        kind.equals("file")
            ? create(directory, sizeBytes, Reservation.ON_FIRST_LEASE)
            : MappedFile.anonymous(directory, sizeBytes, Reservation.ON_FIRST_LEASE);
    file.removeFile();
    StorageArea area = file.storageArea(0, sizeBytes);
    MemorySegment memory = file.segment();
    SplittableRandom random = new SplittableRandom(1);
    long slots = sizeBytes / SLOT;
    for (int round = 0; round < 64; round++) {
      long slot = round == 0 ? 0 : round == 1 ? slots - 1 : random.nextLong(slots);
      if (!area.reserve(slot * SLOT, SLOT)) {
        throw new AssertionError("no storage for slot " + slot);
      }
      memory.set(JAVA_LONG, slot * SLOT + SLOT - 8, slot);
      if (memory.get(JAVA_LONG, slot * SLOT + SLOT - 8) != slot) {
        throw new AssertionError("slot " + slot);
      }
    }
    return file;
  }

  private static void mode(Path directory) throws IOException {
    try (MappedFile file = create(directory, 4096, Reservation.FULL)) {
      var permissions = Files.getPosixFilePermissions(file.path());
      System.out.println("mode " + PosixFilePermissions.toString(permissions));
      file.removeFile();
    }
  }

  private static void add(Path path) {
    try (MappedFile file = MappedFile.attach(path, 4096, Reservation.FULL)) {
      long sum = file.segment().get(JAVA_LONG, 4088) + 1;
      file.segment().set(JAVA_LONG, 4088, sum);
      System.out.println("added " + sum);
    }
  }

  private static MappedFile create(Path directory, long sizeBytes, Reservation reservation) {
    Path path = directory.resolve("memory");
    return MappedFile.create(path, sizeBytes, reservation, FileMode.ownerOnly());
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
