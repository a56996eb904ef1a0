package io.ranvier.fuzz;

import io.ranvier.fuzz.FuzzTargets.RingAt;
import io.ranvier.fuzz.FuzzTargets.SlotsAt;
import io.ranvier.region.RegionLayout;
import io.ranvier.ring.BroadcastLayout;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.slot.SlotReference;
import java.util.List;

/**
 * Frames, items of channels and items of broadcasts that are well marked, stand where their reader
 * looks next, and are right but for one field or two. One thread.
 */
final class FuzzFrames {
  private static final long KEY = RegionLayout.STRUCT.offset("key");
  private static final long TAIL = RingLayout.STRUCT.offset("tail");
  private static final long HEAD = RingLayout.STRUCT.offset("head");
  private static final long LAST = BroadcastLayout.STRUCT.offset("last");
  private static final int[] METHODS = {FuzzSide.TAKE, FuzzSide.LEAVE, FuzzSide.ECHO};

  private final FuzzValues values;

  FuzzFrames(FuzzValues values) {
    this.values = values;
  }

  /** Forges a frame in one of the rings of a lane; says what. */
  String frame(FuzzFile region) {
    List<RingAt> rings =
        region.targets().rings.stream().filter(ring -> !ring.isOfChannel()).toList();
    // Of many rings that nobody has opened the first, which all share, and some more are in use.
    RingAt ring = values.oneIn(2) ? live(region, rings) : values.any(rings);
    return forge(region, ring, region.get(KEY));
  }

  /** Forges an item of a channel, whose key is found in the cells that were sent. */
  String item(FuzzFile region) {
    List<RingAt> rings = region.targets().rings.stream().filter(RingAt::isOfChannel).toList();
    RingAt ring = live(region, rings);
    long head = region.get(ring.base() + HEAD);
    for (long cell = head + 2; cell >= Math.max(0, head - 3); cell--) {
      long sequence = region.get(ring.cell(cell));
      if (sequence != 0) {
        return forge(region, ring, sequence ^ (cell + 1));
      }
    }
    return "";
  }

  /** Changes a word of a frame that may just be on its way; says what. */
  String cell(FuzzFile region) {
    RingAt ring = live(region, region.targets().rings);
    long head = region.get(ring.base() + HEAD);
    long behind = Math.clamp(region.get(ring.base() + TAIL) - head, 0, 64);
    long number = head + values.below((int) behind + 2);
    long field = ring.cell(number) + 8L * values.below(8);
    long value = values.worse(region.get(field), FuzzSide.MAX_PAYLOAD, ring.cells(), 1L << 32);
    region.put(field, value);
    return "%s cell %d, head %d: %d -> %x"
        .formatted(ring.name(), number, head, (field & 63) / 8, value);
  }

  /** Changes the last item of a broadcast, or forges the next; says what. */
  String broadcast(FuzzFile feed) {
    long last = feed.get(LAST) - 1;
    int cells = (int) (feed.memory().byteSize() - BroadcastLayout.STRUCT.byteSize()) / 64;
    if (last < 0 || Integer.bitCount(cells) != 1) {
      return "";
    }
    long at = feedCell(last, cells);
    long key = feed.get(at) ^ (last + 1);
    int length = FrameLayout.length(feed.get(at + 8));
    long next = last + values.below(2) * FrameLayout.cellsFor(Math.clamp(length, 0, 200));
    long place = feedCell(next, cells);
    long number = feed.get(at + 16) + (next == last ? 0 : 1);
    feed.put(place, 0);
    feed.put(place + 8, FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, 8));
    feed.put(place + 16, number);
    switch (values.below(4)) {
      case 0 -> feed.put(place + 16, values.worse(number, 0, 1L << 32));
      case 1 -> feed.put(place + 8, values.worse(feed.get(place + 8), 1L << 32));
      default -> {
        int kind = values.oneIn(3) ? FrameLayout.KIND_PAD : FrameLayout.KIND_DATA;
        long untilEnd = (cells - (next & cells - 1)) * 64L - FrameLayout.PAYLOAD_OFFSET;
        long bytes = values.worse(8, -1, untilEnd, RingLayout.maxInlineBytes(cells), 64L * cells);
        feed.put(place + 8, FrameLayout.descriptor(kind, 0, 0, (int) bytes));
      }
    }
    feed.put(place, (next + 1) ^ key);
    return "%s item at %d: %x, number %d"
        .formatted(feed.name(), next, feed.get(place + 8), feed.get(place + 16));
  }

  private static long feedCell(long number, int cells) {
    return BroadcastLayout.STRUCT.byteSize() + (number & cells - 1) * 64;
  }

  /** Returns a ring that was used, if some looks find one. */
  private RingAt live(FuzzFile region, List<RingAt> rings) {
    RingAt ring = values.any(rings);
    for (int look = 0; look < 8 && region.get(ring.base() + HEAD) == 0; look++) {
      ring = values.any(rings);
    }
    return ring;
  }

  private String forge(FuzzFile region, RingAt ring, long key) {
    long number =
        region.get(ring.base() + (values.oneIn(3) ? TAIL : HEAD))
            + (values.oneIn(3) ? values.below(3) : 0);
    long[] words = honest(region, ring);
    for (int breaks = values.below(8) == 0 ? 2 : 1; breaks > 0; breaks--) {
      worsen(region, ring, words);
    }
    long at = ring.cell(number);
    for (int i = 1; i < 8; i++) {
      region.put(at + 8L * i, words[i]);
    }
    region.put(at, (number + 1) ^ key);
    return "%s frame %d: %x %x %x %x %x"
        .formatted(ring.name(), number, words[1], words[2], words[3], words[4], words[5]);
  }

  private long[] honest(FuzzFile region, RingAt ring) {
    long[] words = new long[8];
    switch (values.below(ring.isOfChannel() ? 3 : 8)) {
      case 0 -> words[1] = descriptor(FrameLayout.KIND_DATA, 0, values.below(400));
      case 1, 2 -> {
        words[1] = descriptor(FrameLayout.KIND_DATA, FrameLayout.FLAG_SLOT, 1 + values.below(4096));
        words[4] = reference(region, payloads(region, ring));
      }
      case 3 -> words[1] = descriptor(FrameLayout.KIND_PAD, 0, 32);
      case 4 -> words[1] = descriptor(FrameLayout.KIND_CANCEL, 0, 0);
      case 5 -> {
        words[1] = descriptor(FrameLayout.KIND_CALL, FrameLayout.FLAG_SLOT, values.below(4096));
        words[4] = reference(region, payloads(region, ring));
      }
      case 6 -> words[1] = descriptor(FrameLayout.KIND_CALL, FrameLayout.FLAG_NOTIFY, 32);
      default -> {
        // An envelope with one channel fills the first cell.
        words[1] = descriptor(FrameLayout.KIND_CALL, FrameLayout.FLAG_ENVELOPE, 32);
        words[5] = 1;
        int index = 2 * values.below(3) + (ring.isClients() ? 0 : 1);
        words[6] = SlotReference.of(index, 1000 + values.below(1 << 30));
        words[7] = values.below(64) | (long) values.below(2) << 32;
      }
    }
    words[2] = reference(region, calls(region, ring));
    int method = METHODS[values.below(METHODS.length)];
    words[3] =
        FrameLayout.route(
            values.oneIn(4) ? 0xFFFF_0001 + values.below(4) : FuzzSide.SERVICE << 16 | method, 0);
    return words;
  }

  private static long descriptor(int kind, int flags, int length) {
    return FrameLayout.descriptor(kind, flags, 0, length);
  }

  private void worsen(FuzzFile region, RingAt ring, long[] words) {
    long before = words[1];
    int kind = FrameLayout.kind(before);
    int flags = FrameLayout.flags(before);
    int array = FrameLayout.array(before);
    int length = FrameLayout.length(before);
    SlotsAt payloads = payloads(region, ring);
    switch (values.below(12)) {
      case 0 -> kind = (int) values.worse(kind, 0, 4, 255);
      case 1 -> flags ^= 1 << values.below(8);
      case 2 -> array = (int) values.worse(array, 1, 64, 65_535);
      case 3, 4, 5 ->
          length =
              (int)
                  values.worse(
                      length,
                      32,
                      RingLayout.maxInlineBytes(ring.cells()),
                      payloads.slotBytes(),
                      FuzzSide.MAX_PAYLOAD,
                      64L * ring.cells());
      case 6 -> words[2] = values.badReference(region, calls(region, ring));
      case 7 -> words[3] = values.worse(words[3], FuzzSide.SERVICE << 16);
      case 8 -> words[4] = values.badReference(region, payloads);
      default -> {
        // Head and entry of an envelope: two ints in each word.
        int word = 4 + values.below(4);
        long edge = values.oneIn(2) ? 16 : 1L << 32;
        words[word] = values.worse(words[word], 0, edge, 6, (1L << 20) + 6, (1L << 32) * 33);
      }
    }
    words[1] = FrameLayout.descriptor(kind, flags, array, length);
  }

  private long reference(FuzzFile region, SlotsAt array) {
    long good = values.reference(region, array, values.below(array.count()));
    // A lease that nobody has: that of a later generation.
    return values.oneIn(2) ? good : good + ((1L + values.below(1000)) << 20);
  }

  private static SlotsAt payloads(FuzzFile region, RingAt ring) {
    return region.targets().payloads.get(ring.isClients() ? 0 : 1);
  }

  private static SlotsAt calls(FuzzFile region, RingAt ring) {
    return region.targets().replies.get(ring.isClients() ? 0 : 1);
  }
}
