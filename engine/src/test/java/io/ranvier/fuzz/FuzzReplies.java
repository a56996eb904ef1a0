package io.ranvier.fuzz;

import io.ranvier.fuzz.FuzzTargets.RingAt;
import io.ranvier.fuzz.FuzzTargets.SlotsAt;
import io.ranvier.fuzz.FuzzTargets.Word;
import io.ranvier.memory.SharedStruct;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.routing.ReplyLayout;
import io.ranvier.slot.SlotReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Replies to calls that somebody waits for, right but for one field; and fields of replies that lie
 * there and were not read. One thread.
 */
final class FuzzReplies {
  private static final long TAIL = RingLayout.STRUCT.offset("tail");
  private static final int LAST_FRAMES = 24;
  private static final long OUTCOME = ReplyLayout.STRUCT.offset("status");
  private static final long PLACEMENT = ReplyLayout.STRUCT.offset("placement");
  private static final int IN_SLOT = 1;
  private static final int ENVELOPE = 4;

  private final FuzzValues values;

  FuzzReplies(FuzzValues values) {
    this.values = values;
  }

  /** A reply that is waited for, as far as can be seen from outside. */
  private record Target(FuzzFile file, SlotsAt array, int index, long token) {
    long at() {
      return array.slot(index);
    }
  }

  /** Damages an answer that stands unread, or forges one; says what. */
  String damage(FuzzFile region, List<FuzzFile> further) {
    Target answered = values.any(List.of(true, false)) ? answered(region, further) : null;
    Target target = answered == null ? pending(region) : answered;
    if (target == null) {
      return "";
    }
    return answered != null && values.oneIn(2) ? change(target) : forge(region, target);
  }

  /** Finds an unread answer; null when some looks find none. */
  private Target answered(FuzzFile region, List<FuzzFile> further) {
    List<Target> found = new ArrayList<>();
    addAnswered(region, found);
    further.forEach(file -> addAnswered(file, found));
    return found.isEmpty() ? null : values.any(found);
  }

  private static void addAnswered(FuzzFile file, List<Target> to) {
    for (SlotsAt array : file.targets().replies) {
      for (int index = 0; index < array.count(); index++) {
        long token = file.get(array.slot(index));
        // Of an array that was added the indices begin elsewhere: the token tells.
        if (token != 0 && isCurrent(file, array, index, token)) {
          to.add(new Target(file, array, index, token));
        }
      }
    }
  }

  private static boolean isCurrent(FuzzFile file, SlotsAt array, int index, long token) {
    long frees = file.get(array.generations() + 8L * index);
    return SlotReference.generation(token) == SlotReference.generationAfter(frees);
  }

  /** Finds one of the calls that were sent last and have no answer; null if all have. */
  private Target pending(FuzzFile region) {
    List<Target> found = new ArrayList<>();
    for (RingAt ring : region.targets().rings) {
      if (!ring.isOfChannel()) {
        addPending(region, ring, found);
      }
    }
    return found.isEmpty() ? null : values.any(found);
  }

  private static void addPending(FuzzFile region, RingAt ring, List<Target> to) {
    SlotsAt array = region.targets().replies.get(ring.isClients() ? 0 : 1);
    long tail = region.get(ring.base() + TAIL);
    for (long cell = Math.max(0, tail - LAST_FRAMES); cell < tail + 2; cell++) {
      long at = ring.cell(cell);
      long reference = region.get(at + 16);
      int index = SlotReference.index(reference);
      if (FrameLayout.kind(region.get(at + 8)) == FrameLayout.KIND_CALL
          && index < array.count()
          && region.get(array.slot(index)) != reference
          && isCurrent(region, array, index, reference)) {
        to.add(new Target(region, array, index, reference));
      }
    }
  }

  /** Changes a field of an honest answer. */
  private String change(Target target) {
    SharedStruct.Field field = values.any(ReplyLayout.STRUCT.fields());
    long offset = target.at() + field.offset();
    Word word = new Word(field.name(), offset, field.sizeBytes() == 4 ? 4 : 8);
    long before = target.file.get(word);
    target.file.put(word, worse(word.name(), before, target));
    return "%s reply %d, %s %x -> %x"
        .formatted(target.array.name(), target.index, field.name(), before, target.file.get(word));
  }

  private long worse(String field, long before, Target target) {
    long inPlace = target.array.slotBytes() - ReplyLayout.PAYLOAD_OFFSET;
    return switch (field) {
      case "length" ->
          values.worse(
              before, FuzzSide.REPLY_BYTES, inPlace, FuzzSide.MAX_PAYLOAD, 4096, target.index);
      case "placement" -> values.worse(before, IN_SLOT, ENVELOPE, 1 << 16, (1L << 32) - 1);
      case "status" -> values.worse(before, 24, 40);
      default -> values.worse(before, 0, 16, FuzzSide.REPLY_BYTES, 1L << 32, 1L << 20);
    };
  }

  private String forge(FuzzFile region, Target target) {
    FuzzFile file = target.file;
    long at = target.at();
    SlotsAt payloads =
        region.targets().payloads.get(target.array.name().startsWith("server") ? 0 : 1);
    boolean inSlot = values.oneIn(3);
    boolean enveloped = values.oneIn(4);
    long length = values.below(inSlot ? 4097 : FuzzSide.REPLY_BYTES + 1);
    long placement = (inSlot ? IN_SLOT : 0) | (enveloped ? ENVELOPE : 0);
    long first = inSlot ? values.reference(region, payloads, values.below(payloads.count())) : 0;
    long status = values.oneIn(4) ? values.below(40) : 0;
    switch (values.below(8)) {
      case 0, 1, 2 -> length = worse("length", length, target);
      case 3 -> placement = worse("placement", placement, target);
      case 4 -> status = worse("status", status, target);
      case 5, 6 ->
          first = inSlot ? values.badReference(region, payloads) : worse("payload", first, target);
      default -> {
        // Right, but nobody has answered yet.
      }
    }
    file.put(at + ReplyLayout.PAYLOAD_OFFSET, first);
    file.put(at + ReplyLayout.PAYLOAD_OFFSET + 8, values.oneIn(2) ? 0 : values.worse(0, 1, 16));
    file.put(at + PLACEMENT, placement);
    file.put(at + OUTCOME, status & 0xFFFF_FFFFL | length << 32);
    file.put(at, values.oneIn(16) ? values.worse(target.token) : target.token);
    return "%s reply %d forged: status=%d length=%d placement=%x first=%x"
        .formatted(target.array.name(), target.index, status, (int) length, placement, first);
  }
}
