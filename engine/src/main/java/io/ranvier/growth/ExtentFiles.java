package io.ranvier.growth;

import io.ranvier.agreement.Side;
import io.ranvier.endpoint.EndpointFiles;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.UncaughtFailures;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.Extent;
import io.ranvier.routing.ReplyExtent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The files of one connection's extents: the server creates and removes them, the client maps what
 * the server has created.
 *
 * <p>Names follow from the connection, the direction and the index, never from anything the peer
 * wrote. File work: for the janitor.
 */
public final class ExtentFiles {
  /**
   * The most extents that a direction has at a time: each costs a descriptor and a mapping,
   * whatever its size.
   */
  private static final int MOST_EXTENTS = 1024;

  /** What is said when a direction has that many. */
  static final String FULL = "extents=" + MOST_EXTENTS + ", all that a direction has at a time";

  private final Side side;
  private final EndpointFiles files;
  private final long connectionId;
  private final FileMode mode;
  private final MemoryQuota quota;

  /**
   * @param mode with which the server creates files
   * @param quota of the server's endpoint; a client has none of its own to check
   */
  public ExtentFiles(
      Side side, EndpointFiles files, long connectionId, FileMode mode, MemoryQuota quota) {
    this.side = side;
    this.files = files;
    this.connectionId = connectionId;
    this.mode = mode;
    this.quota = quota;
  }

  /**
   * Creates or maps an extent.
   *
   * @param owner which side's sending direction it belongs to
   * @param index number of the extent in that direction, from 0
   * @param number what frames call the array
   * @throws RanvierException LIMIT_EXCEEDED, NO_SPACE, GEOMETRY_MISMATCH and the like
   */
  Extent open(Side owner, int index, int number, PayloadClass payloadClass) {
    return open(files.extent(connectionId, 2 * index + owner.ordinal()), number, payloadClass);
  }

  /**
   * Creates or maps a further array of call slots.
   *
   * @param owner which side's calls it is for
   * @throws RanvierException as {@link #open(Side, int, int, PayloadClass)}
   */
  Extent openCallSlots(Side owner, ReplyExtent extent) {
    int number = extent.number();
    return open(
        files.callSlots(connectionId, 2 * number + owner.ordinal()), number, extent.slotClass());
  }

  private Extent open(Path path, int number, PayloadClass payloadClass) {
    if (side == Side.CLIENT) {
      return Extent.attach(path, number, payloadClass);
    }
    long bytes = payloadClass.geometry().totalBytes();
    if (!quota.tryTake(bytes)) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "cannot create extent: bytes=%d, endpointQuotaBytes=%d, takenBytes=%d; raise the quota"
              .formatted(bytes, quota.limitBytes(), quota.takenBytes()));
    }
    boolean created = false;
    try {
      Extent extent = Extent.create(path, number, payloadClass, mode);
      created = true;
      return extent;
    } finally {
      if (!created) {
        quota.giveBack(bytes);
      }
    }
  }

  /** Returns whether a direction has all the extents that it may have. */
  static boolean isFull(Map<Integer, ?> extents) {
    return extents.size() >= MOST_EXTENTS;
  }

  /** Returns the lowest index that no extent has. */
  static int lowestFree(Set<Integer> indices) {
    int index = 0;
    while (indices.contains(index)) {
      index++;
    }
    return index;
  }

  /** Returns what is said about a failure to open one: never empty. */
  static String reason(Throwable failure) {
    return failure instanceof RanvierException e ? e.getMessage() : failure.toString();
  }

  /** Unmaps an extent; the server removes its file. */
  void drop(Extent extent) {
    if (side == Side.CLIENT) {
      extent.close();
    } else {
      try {
        extent.closeAndRemove();
      } catch (RanvierException e) {
        // Its name stays; that is no reason to keep others.
        UncaughtFailures.report(e);
      } finally {
        quota.giveBack(extent.totalBytes());
      }
    }
  }
}
