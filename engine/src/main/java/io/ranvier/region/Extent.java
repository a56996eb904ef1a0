package io.ranvier.region;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneMemory;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadArray;
import io.ranvier.payload.PayloadClass;
import io.ranvier.slot.BorrowedSlots;
import io.ranvier.slot.SlotArray;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotBacking;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A slot array in a file of its own, added to a connection that lives. Owns the mapping.
 *
 * <p>Its bookkeeping has storage from the start, its slots when they are first leased: an extent
 * costs memory only for what was used of it.
 */
public final class Extent implements AutoCloseable {
  private final int number;
  private final PayloadClass payloadClass;
  private final MappedFile file;

  private Extent(int number, PayloadClass payloadClass, MappedFile file) {
    this.number = number;
    this.payloadClass = payloadClass;
    this.file = file;
  }

  /**
   * Creates the file of an extent.
   *
   * @param number what frames call the array of payload slots, or which array of call slots it is
   * @throws RanvierException NO_SPACE, ACCESS_DENIED, WRONG_STATE when the file exists
   */
  public static Extent create(Path path, int number, PayloadClass payloadClass, FileMode mode) {
    SlotArrayGeometry slots = payloadClass.geometry();
    MappedFile file = MappedFile.create(path, slots.totalBytes(), Reservation.ON_FIRST_LEASE, mode);
    if (!file.reserve(0, slots.slotsOffset())) {
      file.closeAndRemove();
      throw new RanvierException(
          ErrorCode.NO_SPACE,
          "cannot create extent: path=%s, bytes=%d; free memory or make the file system larger"
              .formatted(path, slots.totalBytes()));
    }
    return new Extent(number, payloadClass, file);
  }

  /**
   * Maps an extent that the server has created; its size must be what was offered.
   *
   * @throws RanvierException GEOMETRY_MISMATCH, ACCESS_DENIED, IO_FAILURE
   */
  public static Extent attach(Path path, int number, PayloadClass payloadClass) {
    long bytes = payloadClass.geometry().totalBytes();
    return new Extent(
        number, payloadClass, MappedFile.attach(path, bytes, Reservation.ON_FIRST_LEASE));
  }

  public int number() {
    return number;
  }

  public PayloadClass payloadClass() {
    return payloadClass;
  }

  /** Returns how much of a quota the extent takes, in bytes. */
  public long totalBytes() {
    return file.sizeBytes();
  }

  /** Returns the array as its owner, the sender, sees it. Call once. */
  public PayloadArray own() {
    SlotArray array = SlotArray.own(file.segment(), 0, payloadClass.geometry(), backing());
    return new PayloadArray(number, file.segment(), array);
  }

  /** Returns the memory, which the array fills. */
  public MemorySegment segment() {
    return file.segment();
  }

  /** Returns what gives slots their storage, for the array's owner. Call once. */
  public SlotBacking backing() {
    SlotArrayGeometry slots = payloadClass.geometry();
    long slotBytes = slots.slotCount() * slots.slotBytes();
    return file.storageArea(slots.slotsOffset(), slotBytes)::reserve;
  }

  /** Returns the array as the receiver sees it. Call once. */
  public BorrowedSlots borrow() {
    return LaneMemory.borrow(file.segment(), 0, payloadClass.geometry());
  }

  /** Returns whether the file still has its full length (L10). */
  public boolean isIntact() {
    return file.fileIntact();
  }

  /** Unmaps the extent, off this thread. Idempotent. */
  @Override
  public void close() {
    file.close();
  }

  /** Unmaps the extent and removes its file if it is still this one. */
  public void closeAndRemove() {
    file.closeAndRemove();
  }
}
