package io.ranvier.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ranvier.fuzz.FuzzTargets.Part;
import io.ranvier.fuzz.FuzzTargets.SlotsAt;
import io.ranvier.fuzz.FuzzTargets.Word;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Writes what no honest side would write into the files of a connection that is at work: into the
 * words that the layouts name, at the places that are live at that moment, values at the edges of
 * what is allowed; and, now and then, anything anywhere.
 */
final class FuzzMutator implements AutoCloseable {
  private static final int LAST_NOTES = 8;
  private static final int LOOKS = 6;

  private final Arena arena = Arena.ofShared();
  private final Path regionPath;
  private final MapMode mode;
  private final FuzzValues values;
  private final FuzzFrames frames;
  private final FuzzReplies replies;
  private final FuzzFile region;
  private final List<FuzzFile> further = new ArrayList<>();
  private final List<FuzzFile> feeds = new ArrayList<>();
  private final Deque<String> log = new ArrayDeque<>();

  /** The ways to damage, each with how much of the damage is of that kind. */
  enum Way {
    /** A word of a structure of the region. */
    WORD(8),
    /** A frame where a lane's reader looks next. */
    FRAME(4),
    /** An item where a channel's receiver looks next. */
    ITEM(4),
    /** A reply that somebody waits for. */
    REPLY(6),
    /** A word of a cell that is on its way. */
    CELL(2),
    /** The bytes of a payload: envelopes, metadata. */
    PAYLOAD(1),
    ANYWHERE(1),
    STRETCH(1),
    /** Extents and further call slots. */
    FURTHER(4),
    /** The files of broadcasts. */
    BROADCAST(3);

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

  /**
   * @param mode {@code PRIVATE} to do all the work and damage nothing
   */
  FuzzMutator(Path regionPath, FuzzTargets targets, SplittableRandom random, MapMode mode)
      throws IOException {
    this.regionPath = regionPath;
    this.mode = mode;
    this.values = new FuzzValues(random);
    this.frames = new FuzzFrames(values);
    this.replies = new FuzzReplies(values);
    this.region = FuzzFile.region(regionPath, targets, mode, arena);
  }

  /** Maps the files that were added to the connection meanwhile, and those of broadcasts. */
  void mapFurther() {
    further.clear();
    feeds.clear();
    try (Stream<Path> files = Files.list(regionPath.getParent())) {
      String prefix = regionPath.getFileName() + "-";
      for (Path path : files.toList()) {
        String name = path.getFileName().toString();
        boolean feed = name.startsWith("broadcast-");
        if (feed || name.startsWith(prefix)) {
          FuzzFile file = FuzzFile.further(path, mode, arena);
          (feed ? feeds : further).add(file);
        }
      }
    } catch (IOException e) {
      // One of them has gone meanwhile.
    }
    further.removeIf(file -> file.memory().byteSize() == 0);
    feeds.removeIf(file -> file.memory().byteSize() == 0);
  }

  /** Damages something. */
  void mutate(Way way) {
    String what =
        switch (way) {
          case WORD -> word(region);
          case FRAME -> frames.frame(region);
          case ITEM -> frames.item(region);
          case REPLY -> replies.damage(region, further);
          case CELL -> frames.cell(region);
          case PAYLOAD -> payload(region);
          case ANYWHERE -> anywhere(region);
          case STRETCH -> stretch(region.memory());
          case FURTHER -> further.isEmpty() ? "" : further(values.any(further));
          case BROADCAST -> feeds.isEmpty() ? "" : broadcast(values.any(feeds));
        };
    log.add(what);
    if (log.size() > LAST_NOTES) {
      String ignored = log.remove();
    }
  }

  /** Returns what was written last. */
  String log() {
    return String.join("; ", log);
  }

  /** Every kind of structure as often, and one that is in use if some looks find one. */
  private String word(FuzzFile file) {
    List<Part> parts = file.targets().parts;
    if (parts.isEmpty()) {
      return "";
    }
    String kind = values.any(parts).kind();
    if (values.oneIn(2)) {
      kind = values.any(parts.stream().map(Part::kind).distinct().toList());
    }
    String wanted = kind;
    List<Part> alike = parts.stream().filter(part -> part.kind().equals(wanted)).toList();
    Part part = values.any(alike);
    for (int look = 0; look < LOOKS && !isLive(file, part); look++) {
      part = values.any(alike);
    }
    Word word = values.any(part.words());
    long before = file.get(word);
    long beside = file.get(values.any(part.words()));
    long value =
        values.worse(before, part.edge(), beside, before + part.edge(), beside + part.edge());
    file.put(word, value);
    return "%s %s %x -> %x".formatted(file.name(), word.name(), before, value);
  }

  private static boolean isLive(FuzzFile file, Part part) {
    return part.words().stream().anyMatch(word -> file.get(word) != 0);
  }

  private String payload(FuzzFile file) {
    List<SlotsAt> arrays =
        Stream.of(file.targets().payloads, file.targets().replies).flatMap(List::stream).toList();
    SlotsAt array = values.any(arrays);
    long at = array.slot(values.below(array.count()));
    long offset = at + 8L * values.below(32);
    if (offset + 8 > file.memory().byteSize()) {
      return "";
    }
    file.put(offset, values.worse(file.get(offset), 64, 16, 33));
    return "%s slot bytes at %d".formatted(array.name(), offset - at);
  }

  private String anywhere(FuzzFile file) {
    long words = file.memory().byteSize() / 8;
    long reach = values.oneIn(2) ? words : Math.min(words, 1 << values.below(16));
    long offset = 8 * Math.floorMod(values.any(), reach);
    file.put(offset, values.worse(file.get(offset), values.any()));
    return file.name() + " at " + offset;
  }

  private String stretch(MemorySegment memory) {
    int length = 1 + values.below(1 << values.below(13));
    long from = Math.floorMod(values.any(), memory.byteSize() - length);
    long to = Math.floorMod(values.any(), memory.byteSize() - length);
    switch (values.below(3)) {
      case 0 -> MemorySegment.copy(memory, from, memory, to, length);
      case 1 -> memory.asSlice(to, length).fill((byte) values.any());
      default -> {
        for (long i = 0; i < length; i++) {
          memory.set(JAVA_BYTE, to + i, (byte) values.any());
        }
      }
    }
    return "%d bytes at %d".formatted(length, to);
  }

  private String further(FuzzFile file) {
    return switch (values.below(4)) {
      case 0 -> anywhere(file);
      case 1 -> replies.damage(region, further);
      default -> word(file);
    };
  }

  private String broadcast(FuzzFile feed) {
    return switch (values.below(8)) {
      case 0 -> anywhere(feed);
      case 1, 2 -> word(feed);
      default -> frames.broadcast(feed);
    };
  }

  @Override
  public void close() {
    arena.close();
  }
}
