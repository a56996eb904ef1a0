package io.ranvier.region;

import io.ranvier.call.CallMemory;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneMemory;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Faults;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotBacking;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The shared memory of one connection. Owns the mapping; the server's side owns the file too.
 *
 * <p>Threads: any. After {@link #close} every access to the memory throws IllegalStateException.
 */
public final class Region implements AutoCloseable {
  private final MappedFile file;
  private final RegionSettings settings;

  private Region(MappedFile file, RegionSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  /**
   * Creates the file of a region, backs all of it that must not fault, and describes it; the magic
   * number comes last.
   *
   * @throws RanvierException NO_SPACE, ACCESS_DENIED, WRONG_STATE when the file exists
   */
  public static Region create(Path path, RegionSettings settings, FileMode mode) {
    MappedFile file = MappedFile.create(path, settings.totalBytes(), settings.reservation(), mode);
    Region region = new Region(file, settings);
    boolean complete = false;
    try {
      region.reserveAllButSlots();
      region.describe();
      complete = true;
      return region;
    } finally {
      if (!complete) {
        region.closeAndRemove();
      }
    }
  }

  /**
   * Maps a region that the peer has created and compares it with what was agreed.
   *
   * @throws RanvierException GEOMETRY_MISMATCH, VERSION_MISMATCH, ACCESS_DENIED, IO_FAILURE
   */
  public static Region attach(Path path, RegionSettings settings) {
    MappedFile file = MappedFile.attach(path, settings.totalBytes(), settings.reservation());
    Region region = new Region(file, settings);
    boolean fits = false;
    try {
      region.check();
      fits = true;
      return region;
    } finally {
      if (!fits) {
        region.close();
      }
    }
  }

  /** Returns the name of the file. */
  public Path path() {
    return file.path();
  }

  public RegionSettings settings() {
    return settings;
  }

  /** Returns the lane from the client to the server. */
  public LaneMemory clientToServer() {
    return lane(settings.clientToServerBase(), settings.clientToServer());
  }

  /** Returns the lane from the server to the client. */
  public LaneMemory serverToClient() {
    return lane(settings.serverToClientBase(), settings.serverToClient());
  }

  /** Returns where the replies to the client's calls lie. */
  public CallMemory clientReplies() {
    return new CallMemory(
        file.segment(),
        settings.clientRepliesBase(),
        settings.clientReplies(),
        settings.serverToClient().calls().metadata(),
        settings.clientToServer().calls().metadata());
  }

  /** Returns where the replies to the server's calls lie. */
  public CallMemory serverReplies() {
    return new CallMemory(
        file.segment(),
        settings.serverRepliesBase(),
        settings.serverReplies(),
        settings.clientToServer().calls().metadata(),
        settings.serverToClient().calls().metadata());
  }

  public CounterBlock clientCounters() {
    return new CounterBlock(file.segment(), RegionLayout.CLIENT_COUNTERS);
  }

  public CounterBlock serverCounters() {
    return new CounterBlock(file.segment(), RegionLayout.SERVER_COUNTERS);
  }

  /** Returns what gives the slots of a lane's payload array their storage. */
  public SlotBacking backing(LaneMemory lane, int array) {
    if (settings.reservation() == Reservation.FULL) {
      return SlotBacking.RESERVED;
    }
    SlotArrayGeometry slots = lane.geometry().payloadGeometry(array);
    long first = lane.payloadBase(array) + slots.slotsOffset();
    return file.storageArea(first, slots.slotCount() * slots.slotBytes())::reserve;
  }

  /** Returns whether the file still has its full length, and was not condemned (L10). */
  public boolean isIntact() {
    if (!file.fileIntact()) {
      return false;
    }
    try {
      return Faults.checked(RegionLayout.magicAcquire(file.segment()) == RegionLayout.MAGIC);
    } catch (IllegalStateException | InternalError e) {
      return false;
    }
  }

  /**
   * Gives the file its length again, so that sleepers can be woken, and takes its magic number
   * away: either process, if it was told late that the file was cut short, still finds out why.
   */
  public void condemn() {
    unmark();
    file.restoreLength();
    unmark();
  }

  private void unmark() {
    try {
      RegionLayout.magicRelease(file.segment(), 0);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // There is no header to take it from.
    }
  }

  /** Unmaps the region, off this thread. Idempotent. */
  @Override
  public void close() {
    file.close();
  }

  /** Unmaps the region and removes its file if it is still this one. */
  public void closeAndRemove() {
    file.closeAndRemove();
  }

  private LaneMemory lane(long base, LaneOptions options) {
    return new LaneMemory(file.segment(), base, new LaneGeometry(options), settings.key());
  }

  private void reserveAllButSlots() {
    if (settings.reservation() == Reservation.FULL) {
      return;
    }
    reserve(0, RegionLayout.STRUCT.byteSize());
    reserveAllButSlots(clientToServer());
    reserveAllButSlots(serverToClient());
    long replies = settings.clientRepliesBase();
    reserve(replies, settings.totalBytes() - replies);
  }

  private void reserveAllButSlots(LaneMemory lane) {
    reserve(lane.base(), lane.geometry().payloadOffset(0));
    for (int i = 0; i < lane.geometry().payloadCount(); i++) {
      reserve(lane.payloadBase(i), lane.geometry().payloadGeometry(i).slotsOffset());
    }
    long channels = lane.geometry().channelOffset(0);
    reserve(lane.base() + channels, lane.geometry().totalBytes() - channels);
  }

  private void reserve(long offset, long lengthBytes) {
    if (!file.reserve(offset, lengthBytes)) {
      throw new RanvierException(
          ErrorCode.NO_SPACE,
          "cannot create region: path=%s, bytes=%d; free memory or make the file system larger"
              .formatted(file.path(), settings.totalBytes()));
    }
  }

  private void describe() {
    MemorySegment segment = file.segment();
    RegionLayout.intField(segment, "major", ProtocolVersion.MAJOR);
    RegionLayout.intField(segment, "minor", ProtocolVersion.MINOR);
    RegionLayout.longField(segment, "totalBytes", settings.totalBytes());
    RegionLayout.longField(segment, "connectionId", settings.connectionId());
    RegionLayout.longField(segment, "key", settings.key());
    RegionLayout.longField(segment, "epochNs", settings.epochNs());
    // HB region.complete: the whole header before the magic number.
    RegionLayout.magicRelease(segment, RegionLayout.MAGIC);
  }

  private void check() {
    MemorySegment segment = file.segment();
    // HB region.complete: the whole header before the magic number.
    checkField("magic", RegionLayout.magicAcquire(segment), RegionLayout.MAGIC);
    int major = RegionLayout.intField(segment, "major");
    if (major != ProtocolVersion.MAJOR) {
      throw new RanvierException(
          ErrorCode.VERSION_MISMATCH,
          "cannot attach region: path=%s, major=%d, supported=%d; use the same version on both sides"
              .formatted(file.path(), major, ProtocolVersion.MAJOR));
    }
    checkField("totalBytes", RegionLayout.longField(segment, "totalBytes"), settings.totalBytes());
    checkField(
        "connectionId", RegionLayout.longField(segment, "connectionId"), settings.connectionId());
    checkField("key", RegionLayout.longField(segment, "key"), settings.key());
    checkField("epochNs", RegionLayout.longField(segment, "epochNs"), settings.epochNs());
  }

  private void checkField(String field, long found, long expected) {
    if (found != expected) {
      throw new RanvierException(
          ErrorCode.GEOMETRY_MISMATCH,
          "cannot attach region: path=%s, field=%s, found=%d, expected=%d; the file is not the one "
                  .formatted(file.path(), field, found, expected)
              + "that the server announced, connect again");
    }
  }
}
