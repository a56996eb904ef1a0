package io.ranvier.lane;

/** What a lane needs from the connection it belongs to. Any thread; never blocks. */
public interface LaneHost {
  /**
   * Asks for a further slot array whose slots hold at least that many bytes.
   *
   * @return false when the limits allow none; true when one is on its way
   */
  boolean requestExtent(long slotBytes);

  /** Returns why no extent is on its way, and what to do about it; for a message. */
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
