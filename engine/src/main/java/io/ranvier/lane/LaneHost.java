package io.ranvier.lane;

import io.ranvier.payload.PayloadPool;

/** What a lane needs from the connection it belongs to. Any thread; never blocks. */
public interface LaneHost {
  /**
   * Asks for a further slot array whose slots hold at least that many bytes.
   *
   * @param pool gets the array; it is woken when that is there, or cannot be had
   * @param mostBytes the most that all arrays of the pool may take
   * @return false when the limits allow none; true when one is on its way
   */
  boolean requestExtent(PayloadPool pool, long slotBytes, long mostBytes);

  /**
   * Returns why no extent is on its way, and what to do about it, or that one is; for a message.
   */
  String extentRefusal();

  /**
   * Ends the connection if somebody made its files shorter (L10); to be asked after an access has
   * failed. A few system calls.
   *
   * @return false if the connection's memory is whole
   */
  boolean endIfCutShort();

  /** Ends the connection because the peer wrote something that the protocol does not allow. */
  void protocolError(String what);
}
