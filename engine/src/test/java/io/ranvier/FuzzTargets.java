package io.ranvier;

import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneLayout;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.SharedStruct;
import io.ranvier.region.RegionLayout;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.routing.ReplyGeometry;
import io.ranvier.signal.DoorbellLayout;
import io.ranvier.slot.SlotArrayGeometry;
import java.util.ArrayList;
import java.util.List;

/** Where what lies in a region, as PROTOCOL.md says: each word that somebody reads. */
final class FuzzTargets {
  final List<Word> words = new ArrayList<>();
  final List<RingAt> rings = new ArrayList<>();
  final List<SlotsAt> replies = new ArrayList<>();
  final List<SlotsAt> payloads = new ArrayList<>();
  private final LaneOptions client;
  private final LaneOptions server;
  final long totalBytes;

  /** A word of 4 or 8 bytes. */
  record Word(String name, long offset, int bytes) {}

  /** A ring. */
  record RingAt(String name, long base, int cells) {
    long cell(long number) {
      return base + RingLayout.STRUCT.byteSize() + (number & (cells - 1)) * 64;
    }
  }

  /** An array of slots. */
  record SlotsAt(
      String name, long taken, long generations, long slots, int count, long slotBytes) {}

  FuzzTargets(LaneOptions client, LaneOptions server) {
    this.client = client;
    this.server = server;
    addStruct("region", RegionLayout.STRUCT, 0);
    long base = RegionLayout.STRUCT.byteSize();
    base = addLane("clientToServer", client, base);
    base = addLane("serverToClient", server, base);
    base = addReplies("clientReplies", client, server, base);
    base = addReplies("serverReplies", server, client, SlotArrayGeometry.align(base, 4096));
    this.totalBytes = SlotArrayGeometry.align(base, 4096);
  }

  private long addLane(String name, LaneOptions options, long base) {
    LaneGeometry geometry = new LaneGeometry(options);
    add(name + ".openRings", base + LaneLayout.STRUCT.offset("openRings"), 4);
    addDoorbell(name + ".data", base + LaneLayout.STRUCT.offset("data"));
    addDoorbell(name + ".space", base + LaneLayout.STRUCT.offset("space"));
    for (int i = 0; i <= options.exclusiveRings(); i++) {
      long ring =
          base + LaneLayout.STRUCT.byteSize() + i * RingLayout.totalBytes(options.ringCells());
      addRing(name + ".ring" + i, ring, options.ringCells());
    }
    for (int i = 0; i < geometry.payloadCount(); i++) {
      addSlots(
          name + ".payload" + i,
          base + geometry.payloadOffset(i),
          geometry.payloadGeometry(i),
          payloads);
    }
    for (int i = 0; i < geometry.channelCount(); i++) {
      long block = base + geometry.channelOffset(i);
      String channel = name + ".channel" + i;
      addStruct(channel, ChannelLayout.STRUCT, block);
      addDoorbell(channel + ".data", block + ChannelLayout.DATA);
      addDoorbell(channel + ".credit", block + ChannelLayout.CREDIT);
      addRing(
          channel + ".ring",
          block + ChannelLayout.STRUCT.byteSize(),
          options.channels().ringCells());
    }
    return base + geometry.totalBytes();
  }

  private long addReplies(String name, LaneOptions caller, LaneOptions by, long base) {
    ReplyGeometry geometry = caller.calls().geometry(by.calls().served());
    addDoorbell(name, base);
    int bitmapWords = (geometry.maxSlots() + 63) / 64;
    long bitmap = base + DoorbellLayout.STRUCT.byteSize();
    for (int i = 0; i < bitmapWords; i++) {
      add(name + ".answered" + i, bitmap + 8L * i, 8);
    }
    long slots = bitmap + SlotArrayGeometry.align(8L * bitmapWords, 128);
    long slotBytes = SlotArrayGeometry.align(32L + geometry.maxReplyBytes(), 128);
    addSlots(name, slots, new SlotArrayGeometry(geometry.slotCount(), slotBytes, 128), replies);
    return base + geometry.totalBytes();
  }

  private void addSlots(String name, long base, SlotArrayGeometry geometry, List<SlotsAt> to) {
    int count = geometry.slotCount();
    int bitmap = (count + 63) / 64;
    long at = base + 128;
    at = addWords(name + ".summary", at, (bitmap + 63) / 64);
    long taken = at;
    at = addWords(name + ".taken", at, bitmap);
    at = addWords(name + ".handedOut", at, bitmap);
    at = addWords(name + ".returned", at, bitmap);
    to.add(
        new SlotsAt(name, taken, at, base + geometry.slotsOffset(), count, geometry.slotBytes()));
    long ignored = addWords(name + ".generations", at, Math.min(count, 16));
  }

  private long addWords(String name, long base, int count) {
    for (int i = 0; i < count; i++) {
      add(name + i, base + 8L * i, 8);
    }
    return SlotArrayGeometry.align(base + 8L * count, 128);
  }

  private void addRing(String name, long base, int cells) {
    addStruct(name, RingLayout.STRUCT, base);
    rings.add(new RingAt(name, base, cells));
  }

  private void addDoorbell(String name, long base) {
    addStruct(name, DoorbellLayout.STRUCT, base);
  }

  private void addStruct(String name, SharedStruct struct, long base) {
    for (SharedStruct.Field field : struct.fields()) {
      if (field.sizeBytes() <= 8) {
        add(name + "." + field.name(), base + field.offset(), (int) field.sizeBytes());
      }
    }
  }

  private void add(String name, long offset, int bytes) {
    words.add(new Word(name, offset, bytes));
  }

  @Override
  public String toString() {
    return "words=%d, bytes=%d, client=%s, server=%s"
        .formatted(words.size(), totalBytes, client, server);
  }
}
