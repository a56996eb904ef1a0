package io.ranvier.lane;

/** Takes the frames of calls that a lane brings; the call layer. On the polling thread. */
public interface CallFrames {
  /**
   * A request has come. Must not throw for anything that the peer or a user's handler did.
   *
   * @param frame the request, valid during the call; its method names service and method
   * @param reference the call's slot and generation, as the peer wrote them
   * @param flags of {@link io.ranvier.ring.FrameLayout}
   * @param deadline microseconds since the connection's epoch, or 0
   */
  void onCall(Frame frame, long reference, int flags, int deadline);

  /**
   * A request stands in the ring and will come soon, unless the connection ends before. A hint:
   * nothing of it has been checked.
   *
   * @param reference the call's slot and generation, as the peer wrote them
   */
  void onCallAhead(long reference);

  /** The peer says that a call is over for it. */
  void onCancel(long reference);
}
