package io.ranvier.lane;

/** Stands where a lane that carries plain frames only has nobody to take calls. */
enum NoCalls implements CallFrames {
  REFUSED;

  @Override
  public void onCall(Frame frame, long reference, int flags, int deadline) {
    throw new AssertionError("a call on a lane without calls: reference=" + reference);
  }

  @Override
  public void onCallAhead(long reference) {
    throw new AssertionError("a call on a lane without calls: reference=" + reference);
  }

  @Override
  public void onCancel(long reference) {
    throw new AssertionError("a cancel on a lane without calls: reference=" + reference);
  }
}
