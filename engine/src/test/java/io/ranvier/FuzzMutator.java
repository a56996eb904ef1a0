package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.FuzzTargets.RingAt;
import io.ranvier.FuzzTargets.SlotsAt;
import io.ranvier.FuzzTargets.Word;
import io.ranvier.memory.SharedStruct;
import io.ranvier.region.RegionLayout;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.routing.ReplyLayout;
import io.ranvier.slot.SlotReference;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Writes what no honest side would write into the files of a connection that is at work. */
final class FuzzMutator implements AutoCloseable {
  private static final long KEY = RegionLayout.STRUCT.offset("key");
  private static final long TAIL = RingLayout.STRUCT.offset("tail");
  private static final long HEAD = RingLayout.STRUCT.offset("head");

  private final Arena arena = Arena.ofShared();
  private final Path regionPath;
  private final FuzzTargets targets;
  private final SplittableRandom random;
  private final MemorySegment region;
  private final List<MemorySegment> further = new ArrayList<>();
  private final List<MemorySegment> feeds = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  /**
   * The ways to damage, each with how much of the damage is of that kind; the files of broadcasts,
   * which only the server can write, with {@code -Dranvier.test.fuzzFeeds=true}.
   */
  enum Way {
    WORD(8),
    FRAME(4),
    CHANNEL_FRAME(4),
    REPLY(4),
    CELL(2),
    SLOT(1),
    ANYWHERE(2),
    STRETCH(1),
    FURTHER(4),
    FEED(Boolean.getBoolean("ranvier.test.fuzzFeeds") ? 1 : 0);

    private final int weight;

    Way(int weight) {
      this.weight = weight;
    }

    static Way random(SplittableRandom random) {
      int sum = Stream.of(values()).mapToInt(way -> way.weight).sum();
      int at = random.nextInt(sum);
      int next = 0;
      while (at >= values()[next].weight) {
        at -= values()[next++].weight;
      }
      return values()[next];
    }
  }

  FuzzMutator(Path regionPath, FuzzTargets targets, SplittableRandom random) throws IOException {
    this.regionPath = regionPath;
    this.targets = targets;
    this.random = random;
    this.region = map(regionPath);
    if (region.byteSize() != targets.totalBytes) {
      throw new AssertionError(region.byteSize() + " bytes, " + targets);
    }
  }

  /** Maps the files that were added to the connection meanwhile. */
  void mapFurther() {
    further.clear();
    feeds.clear();
    try (Stream<Path> files = Files.list(regionPath.getParent())) {
      String prefix = regionPath.getFileName() + "-";
      for (Path path : files.toList()) {
        String name = path.getFileName().toString();
        boolean feed = name.startsWith("broadcast-");
        MemorySegment file = feed || name.startsWith(prefix) ? map(path) : MemorySegment.NULL;
        if (file.byteSize() >= 4096) {
          (feed ? feeds : further).add(file);
        }
      }
    } catch (IOException e) {
      // One of them has gone meanwhile.
    }
  }

  private MemorySegment map(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, file.size(), arena);
    }
  }

  /** Damages something. */
  void mutate(Way way) {
    switch (way) {
      case WORD -> word();
      case FRAME -> frame(targets.rings.get(random.nextInt(targets.rings.size())));
      case CHANNEL_FRAME -> channelFrame();
      case REPLY -> reply();
      case CELL -> cell();
      case SLOT -> slot();
      case ANYWHERE -> anywhere(region, "region");
      case STRETCH -> stretch();
      case FURTHER -> further();
      case FEED -> feed();
    }
  }

  /** Returns what was written last. */
  String log() {
    return String.join("; ", log.subList(Math.max(0, log.size() - 8), log.size()));
  }

  private void note(String what) {
    log.add(what);
  }

  private void word() {
    Word word = any(targets.words);
    Word other = any(targets.words);
    long before = get(word);
    long value = value(before, get(other));
    put(word, value);
    note("%s %x -> %x".formatted(word.name(), before, value));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private long get(Word word) {
    return word.bytes() == 8
        ? region.get(JAVA_LONG, word.offset())
        : region.get(JAVA_INT, word.offset());
  }

  private void put(Word word, long value) {
    if (word.bytes() == 8) {
      region.set(JAVA_LONG, word.offset(), value);
    } else {
      region.set(JAVA_INT, word.offset(), (int) value);
    }
  }

  /** Returns a value that may be worse than the one before. */
  private long value(long before, long other) {
    return switch (random.nextInt(14)) {
      case 0, 1 -> before ^ 1L << random.nextInt(64);
      case 2 -> before ^ 1L << random.nextInt(32);
      case 3 -> before + 1;
      case 4 -> before - 1;
      case 5 -> 0;
      case 6 -> -1;
      case 7 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
      case 8 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
      case 9 -> 1L << random.nextInt(64);
      case 10 -> (1L << random.nextInt(64)) - 1;
      case 11 -> other;
      case 12 -> before + random.nextInt(-200, 200);
      default -> random.nextLong();
    };
  }

  /** A whole frame, well marked, where the reader looks next. */
  private void frame(RingAt ring) {
    forge(ring, region.get(JAVA_LONG, KEY), random.nextInt(3));
  }

  /** The key of a channel's ring is found in the cells that were sent. */
  private void channelFrame() {
    RingAt ring =
        any(targets.rings.stream().filter(one -> one.name().contains("channel")).toList());
    long head = region.get(JAVA_LONG, ring.base() + HEAD);
    for (long cell = head; cell >= Math.max(0, head - 3); cell--) {
      long sequence = region.get(JAVA_LONG, ring.cell(cell));
      if (sequence != 0) {
        forge(ring, sequence ^ (cell + 1), random.nextInt(3));
        return;
      }
    }
  }

  private void forge(RingAt ring, long key, int ahead) {
    long from = region.get(JAVA_LONG, ring.base() + (random.nextBoolean() ? HEAD : TAIL));
    long number = from + ahead;
    long at = ring.cell(number);
    int kind = random.nextInt(8) == 0 ? random.nextInt(256) : 1 + random.nextInt(4);
    int flags = random.nextInt(8) == 0 ? random.nextInt(256) : random.nextInt(8);
    int array = random.nextInt(4) == 0 ? random.nextInt(1 << 16) : random.nextInt(3);
    int length = random.nextInt(3) == 0 ? (int) value(40, 1000) : random.nextInt(100);
    region.set(JAVA_LONG, at + 8, FrameLayout.descriptor(kind, flags, array, length));
    region.set(JAVA_LONG, at + 16, reference());
    int method =
        random.nextBoolean() ? 0xFFFF_0001 + random.nextInt(4) : FuzzSide.SERVICE << 16 | 4;
    region.set(JAVA_INT, at + 24, random.nextInt(4) == 0 ? random.nextInt() : method);
    region.set(JAVA_INT, at + 28, random.nextBoolean() ? 0 : random.nextInt());
    for (int i = 32; i < 64; i += 8) {
      region.set(JAVA_LONG, at + i, random.nextBoolean() ? value(0, 64) : reference());
    }
    region.set(JAVA_LONG, at, (number + 1) ^ key);
    note(
        "%s frame %d kind=%d flags=%x length=%d"
            .formatted(ring.name(), number, kind, flags, length));
  }

  /** A reference that may be in use, or nearly so. */
  private long reference() {
    List<SlotsAt> arrays = random.nextBoolean() ? targets.payloads : targets.replies;
    SlotsAt array = any(arrays);
    int index = random.nextBoolean() ? taken(array) : random.nextInt(array.count());
    return reference(array, index) + (random.nextInt(4) == 0 ? value(0, 1) : 0);
  }

  /** Returns a slot that is leased, if the first that is looked at tells of one. */
  private int taken(SlotsAt array) {
    int first = random.nextInt(array.count());
    int word = first >>> 6;
    long bits = region.get(JAVA_LONG, array.taken() + 8L * word);
    long behind = Long.numberOfTrailingZeros(Long.rotateRight(bits, first));
    int index = (word << 6) + (int) (first + behind & 63);
    return bits != 0 && index < array.count() ? index : first;
  }

  private long reference(SlotsAt array, int index) {
    long frees = region.get(JAVA_LONG, array.generations() + 8L * index);
    long more = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
    return SlotReference.of(index, SlotReference.generationAfter(frees) + more);
  }

  /** An answer to a call, perhaps before the honest one. */
  private void reply() {
    SlotsAt array = any(targets.replies);
    int index = taken(array);
    long at = array.slots() + index * array.slotBytes();
    if (random.nextBoolean()) {
      // One word of an honest answer, the token left as it is.
      long half = at + (random.nextBoolean() ? 12 : 8 + 4L * random.nextInt(8));
      region.set(JAVA_INT, half, (int) value(region.get(JAVA_INT, half), reference()));
      note("%s reply %d, word at %d".formatted(array.name(), index, half - at));
      return;
    }
    SharedStruct struct = ReplyLayout.STRUCT;
    int status = random.nextInt(3) == 0 ? (int) value(0, 30) : random.nextInt(36);
    int length = random.nextInt(3) == 0 ? (int) value(96, 97) : random.nextInt(130);
    region.set(JAVA_INT, at + struct.offset("status"), random.nextBoolean() ? 0 : status);
    region.set(JAVA_INT, at + struct.offset("length"), length);
    long placement = random.nextBoolean() ? 0 : random.nextInt(8) | (long) random.nextInt(3) << 16;
    region.set(
        JAVA_LONG,
        at + struct.offset("placement"),
        random.nextInt(4) == 0 ? random.nextLong() : placement);
    for (int i = 0; i < 32; i += 8) {
      region.set(
          JAVA_LONG,
          at + struct.offset("payload") + i,
          random.nextBoolean() ? value(8, 64) : reference());
    }
    region.set(JAVA_LONG, at + struct.offset("token"), reference(array, index));
    note(
        "%s reply %d status=%d length=%d placement=%x"
            .formatted(array.name(), index, status, length, placement));
  }

  /** A field of a frame that may just be on its way. */
  private void cell() {
    RingAt ring = any(targets.rings);
    long head = region.get(JAVA_LONG, ring.base() + HEAD);
    long at = ring.cell(head + random.nextInt(4));
    long field = at + 8L * random.nextInt(8);
    long value = value(region.get(JAVA_LONG, field), reference());
    region.set(JAVA_LONG, field, value);
    note("%s cell at head %d: %d -> %x".formatted(ring.name(), head, field - at, value));
  }

  /** The bytes of a payload: envelopes, metadata. */
  private void slot() {
    SlotsAt array = any(random.nextBoolean() ? targets.payloads : targets.replies);
    long at = array.slots() + random.nextInt(array.count()) * array.slotBytes();
    long offset = at + 8L * random.nextInt(32);
    if (offset + 8 <= region.byteSize()) {
      region.set(JAVA_LONG, offset, value(region.get(JAVA_LONG, offset), 64));
      note(array.name() + " slot bytes at " + (offset - at));
    }
  }

  private void anywhere(MemorySegment file, String name) {
    long words = file.byteSize() / 8;
    long reach = random.nextBoolean() ? words : Math.min(words, 1 << random.nextInt(16));
    long offset = 8 * random.nextLong(reach);
    file.set(JAVA_LONG, offset, value(file.get(JAVA_LONG, offset), random.nextLong()));
    note(name + " at " + offset);
  }

  private void stretch() {
    long length = 1 + random.nextInt(1 << random.nextInt(13));
    long from = random.nextLong(region.byteSize() - length);
    long to = random.nextLong(region.byteSize() - length);
    switch (random.nextInt(3)) {
      case 0 -> MemorySegment.copy(region, from, region, to, length);
      case 1 -> region.asSlice(to, length).fill((byte) random.nextInt(256));
      default -> {
        for (long i = 0; i < length; i++) {
          region.set(JAVA_BYTE, to + i, (byte) random.nextInt());
        }
      }
    }
    note("%d bytes at %d".formatted(length, to));
  }

  /** Extents and further call slots: mostly the bookkeeping at their begin. */
  private void further() {
    if (further.isEmpty()) {
      return;
    }
    MemorySegment file = any(further);
    if (random.nextInt(4) == 0) {
      anywhere(file, "further");
    } else {
      long offset = 8 * random.nextInt(128);
      file.set(JAVA_LONG, offset, value(file.get(JAVA_LONG, offset), random.nextLong()));
      note("further at " + offset);
    }
  }

  /** Only the server writes there, and all its clients read it. */
  private void feed() {
    if (!feeds.isEmpty()) {
      anywhere(any(feeds), "feed");
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
