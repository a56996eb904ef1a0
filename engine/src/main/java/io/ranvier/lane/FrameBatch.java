package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.ring.FrameLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Several small frames that are published together: one claim, one look at the doorbell. Reusable.
 *
 * <p>The frames of a batch arrive one behind the other, with no frame of another sender between.
 *
 * <p>Threads: one at a time.
 */
public final class FrameBatch {
  private final Sender sender;
  private final MemorySegment image;
  private final int maxCells;
  private final int maxInlineBytes;
  private int cells;

  FrameBatch(Sender sender, int maxCells, int maxInlineBytes) {
    this.sender = sender;
    this.maxCells = maxCells;
    this.maxInlineBytes = maxInlineBytes;
    this.image = Arena.ofAuto().allocate((long) maxCells * FrameLayout.CELL_BYTES, 64);
  }

  /**
   * Copies a frame into the batch.
   *
   * @return false when the batch has no room for it: publish first
   * @throws RanvierException PAYLOAD_TOO_LARGE when the frame does not fit into the ring's cells;
   *     INVALID_ARGUMENT when the length is negative
   */
  public boolean add(int method, MemorySegment source, long offset, int length) {
    SourceRange.check(source, offset, length);
    if (length > maxInlineBytes) {
      throw new RanvierException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "cannot add frame to batch: lengthBytes=%d, limitBytes=%d; send it by itself"
              .formatted(length, maxInlineBytes));
    }
    int frameCells = FrameLayout.cellsFor(length);
    if (cells + frameCells > maxCells) {
      return false;
    }
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
    FrameLayout.lay(
        image,
        (long) cells * FrameLayout.CELL_BYTES,
        descriptor,
        FrameLayout.route(method, 0),
        source,
        offset);
    // A source that was cut short has not been copied.
    Faults.check();
    cells += frameCells;
    return true;
  }

  /** Returns whether no frame waits to be published. */
  public boolean isEmpty() {
    return cells == 0;
  }

  /**
   * Publishes all frames, without waiting. Empty afterwards unless it met back pressure.
   *
   * @return 0 or more when published, else a {@link Status}; on a final status the frames are gone
   */
  public long tryPublish() {
    long status = attempt();
    if (status < 0) {
      sender.countRefusal(status);
    }
    return status;
  }

  /** Like {@link #tryPublish}, and waits for space; {@link Status#TIMED_OUT} keeps the frames. */
  public long publish(long timeoutNs) {
    long status = tryPublish();
    if (!Status.isBackPressure(status)) {
      return status;
    }
    status = sender.retry(status, this::attempt, timeoutNs);
    if (status < 0 && status != Status.TIMED_OUT) {
      clear();
    }
    return status;
  }

  /** Forgets the frames that were not published. */
  public void clear() {
    cells = 0;
  }

  private long attempt() {
    if (cells == 0) {
      return 0;
    }
    long status = 0;
    try {
      status = sender.publishAll(image, cells);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // Should that throw, the frames may have been published: they are not to be sent again.
      status = 0;
      status = sender.lost().status(e);
    } finally {
      if (!Status.isBackPressure(status)) {
        cells = 0;
      }
    }
    return status;
  }
}
