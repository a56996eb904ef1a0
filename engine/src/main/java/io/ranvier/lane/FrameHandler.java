package io.ranvier.lane;

/** Receives the frames of one connection. */
@FunctionalInterface
public interface FrameHandler {
  /**
   * Handles one frame, on the polling thread.
   *
   * <p>The frame and its payload are valid during the call only. If the handler throws, the frame
   * counts as handled and the exception reaches whoever polls; later frames are not affected.
   */
  void onFrame(Frame frame);
}
