package io.ranvier.fuzz;

import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneLayout;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.SharedStruct;
import io.ranvier.region.RegionLayout;
import io.ranvier.ring.BroadcastLayout;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.routing.ReplyGeometry;
import io.ranvier.signal.DoorbellLayout;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotArrayLayout;
import java.util.ArrayList;
import java.util.List;

/** Where what lies in a shared file, as PROTOCOL.md says: each word that somebody reads. */
public final class FuzzTargets {
  public final List<Word> words = new ArrayList<>();
  final List<Part> parts = new ArrayList<>();
  public final List<RingAt> rings = new ArrayList<>();
  public final List<SlotsAt> replies = new ArrayList<>();
  final List<SlotsAt> payloads = new ArrayList<>();
  final long totalBytes;

  /** A word of 4 or 8 bytes. */
  public record Word(String name, long offset, int bytes) {}

  /**
   * Words that belong together.
   *
   * @param kind what structure it is
   * @param edge a figure that its values have to do with: how many cells, slots
   */
  record Part(String kind, long edge, List<Word> words) {}

  /** A ring. */
  public record RingAt(String name, long base, int cells) {
    /** Returns where a cell lies; any number. */
    public long cell(long number) {
      return base + RingLayout.STRUCT.byteSize() + (number & (cells - 1)) * 64;
    }

    boolean isOfChannel() {
      return name.contains("channel");
    }

    /** Returns whether the client sends in it. */
    boolean isClients() {
      return name.startsWith("client");
    }
  }

  /** An array of slots. */
  public record SlotsAt(
      String name, long taken, long generations, long slots, int count, long slotBytes) {
    public long slot(int index) {
      return slots + index * slotBytes;
    }
  }

  /** A region. */
  public FuzzTargets(LaneOptions client, LaneOptions server) {
    addStruct("region", "region", RegionLayout.STRUCT, 0, 0);
    long base = RegionLayout.STRUCT.byteSize();
    base = addLane("clientToServer", client, base);
    base = addLane("serverToClient", server, base);
    base = addReplies("clientReplies", client, server, base);
    base = addReplies("serverReplies", server, client, SlotArrayGeometry.align(base, 4096));
    this.totalBytes = SlotArrayGeometry.align(base, 4096);
  }

  private FuzzTargets(long totalBytes) {
    this.totalBytes = totalBytes;
  }

  static FuzzTargets ofNothing() {
    return new FuzzTargets(0);
  }

  /** A file that holds an array of slots and nothing else. */
  static FuzzTargets ofSlots(SlotArrayGeometry geometry, boolean ofCalls) {
    FuzzTargets targets = new FuzzTargets(geometry.totalBytes());
    targets.addSlots("further", 0, geometry, ofCalls ? targets.replies : targets.payloads);
    return targets;
  }

  /** The file of a broadcast. */
  static FuzzTargets ofBroadcast(long bytes) {
    FuzzTargets targets = new FuzzTargets(bytes);
    long cells = (bytes - BroadcastLayout.STRUCT.byteSize()) / 64;
    targets.addStruct("broadcast", "broadcast", BroadcastLayout.STRUCT, 0, cells);
    return targets;
  }

  private long addLane(String name, LaneOptions options, long base) {
    LaneGeometry geometry = new LaneGeometry(options);
    addPart("lane", 0, List.of(word(name + ".openRings", base + open(), 4)));
    addDoorbell(name + ".data", base + LaneLayout.STRUCT.offset("data"));
    addDoorbell(name + ".space", base + LaneLayout.STRUCT.offset("space"));
    for (int i = 0; i <= options.exclusiveRings(); i++) {
      long ring =
          base + LaneLayout.STRUCT.byteSize() + i * RingLayout.totalBytes(options.ringCells());
      addRing(name + ".ring" + i, ring, options.ringCells());
    }
    for (int i = 0; i < geometry.payloadCount(); i++) {
      long payload = base + geometry.payloadOffset(i);
      addSlots(name + ".payload" + i, payload, geometry.payloadGeometry(i), payloads);
    }
    for (int i = 0; i < geometry.channelCount(); i++) {
      addChannel(name + ".channel" + i, base + geometry.channelOffset(i), options);
    }
    return base + geometry.totalBytes();
  }

  private static long open() {
    return LaneLayout.STRUCT.offset("openRings");
  }

  private void addChannel(String name, long base, LaneOptions options) {
    int cells = options.channels().ringCells();
    addStruct("channel", name, ChannelLayout.STRUCT, base, cells);
    addDoorbell(name + ".data", base + ChannelLayout.DATA);
    addDoorbell(name + ".credit", base + ChannelLayout.CREDIT);
    addRing(name + ".ring", base + ChannelLayout.STRUCT.byteSize(), cells);
  }

  private long addReplies(String name, LaneOptions caller, LaneOptions by, long base) {
    ReplyGeometry geometry = caller.calls().geometry(by.calls().served());
    addDoorbell(name, base);
    int bitmapWords = (geometry.maxSlots() + 63) / 64;
    long bitmap = base + DoorbellLayout.STRUCT.byteSize();
    long ignored = addWords("answered", name + ".answered", bitmap, bitmapWords, -1);
    long slots = bitmap + SlotArrayGeometry.align(8L * bitmapWords, 128);
    long slotBytes = SlotArrayGeometry.align(32L + geometry.maxReplyBytes(), 128);
    addSlots(name, slots, new SlotArrayGeometry(geometry.slotCount(), slotBytes, 128), replies);
    return base + geometry.totalBytes();
  }

  private void addSlots(String name, long base, SlotArrayGeometry geometry, List<SlotsAt> to) {
    int count = geometry.slotCount();
    int bitmap = (count + 63) / 64;
    // The bits that stand for slots in the last word of a bitmap.
    long bits = -1L >>> (64 * bitmap - count);
    addStruct("slot array", name, SlotArrayLayout.STRUCT, base, count);
    long at = base + SlotArrayLayout.STRUCT.byteSize();
    at = addWords("summary", name + ".summary", at, (bitmap + 63) / 64, bits);
    long taken = at;
    at = addWords("taken", name + ".taken", at, bitmap, bits);
    at = addWords("handedOut", name + ".handedOut", at, bitmap, bits);
    at = addWords("returned", name + ".returned", at, bitmap, bits);
    to.add(
        new SlotsAt(name, taken, at, base + geometry.slotsOffset(), count, geometry.slotBytes()));
    long ignored =
        addWords("generations", name + ".generations", at, Math.min(count, 16), (1L << 43) - 1);
  }

  private long addWords(String kind, String name, long base, int count, long edge) {
    List<Word> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(word(name + i, base + 8L * i, 8));
    }
    addPart(kind, edge, all);
    return SlotArrayGeometry.align(base + 8L * count, 128);
  }

  private void addRing(String name, long base, int cells) {
    addStruct("ring", name, RingLayout.STRUCT, base, cells);
    rings.add(new RingAt(name, base, cells));
  }

  private void addDoorbell(String name, long base) {
    addStruct("doorbell", name, DoorbellLayout.STRUCT, base, 1 << 30);
  }

  private void addStruct(String kind, String name, SharedStruct struct, long base, long edge) {
    List<Word> all = new ArrayList<>();
    for (SharedStruct.Field field : struct.fields()) {
      if (field.sizeBytes() <= 8) {
        all.add(word(name + "." + field.name(), base + field.offset(), (int) field.sizeBytes()));
      }
    }
    addPart(kind, edge, all);
  }

  private void addPart(String kind, long edge, List<Word> all) {
    parts.add(new Part(kind, edge, all));
    words.addAll(all);
  }

  private static Word word(String name, long offset, int bytes) {
    return new Word(name, offset, bytes);
  }

  @Override
  public String toString() {
    return "words=%d, bytes=%d".formatted(words.size(), totalBytes);
  }
}
