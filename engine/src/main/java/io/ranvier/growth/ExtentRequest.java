package io.ranvier.growth;

import io.ranvier.payload.PayloadClass;
import io.ranvier.payload.PayloadPool;

/**
 * An extent that is asked for.
 *
 * @param payloadClass its slots
 * @param pool gets them
 */
record ExtentRequest(PayloadClass payloadClass, PayloadPool pool) {
  long totalBytes() {
    return payloadClass.geometry().totalBytes();
  }
}
