package io.ranvier.call;

import io.ranvier.channel.Position;
import io.ranvier.error.CallException;
import io.ranvier.metadata.Metadata;

/**
 * Makes calls to the methods of the peer's engine.
 *
 * @param calls of the connection
 */
public record EngineCalls(OutboundCalls calls) {
  /** Makes a call; {@link #open} opens it. */
  public Call newCall() {
    return calls.unowned(calls.root()).newCall();
  }

  /**
   * Opens a call, without waiting.
   *
   * @throws CallException as {@link Caller#call(int, int, int)}
   */
  public void open(Call call, EngineMethod method, int lengthBytes) {
    open(call, method, lengthBytes, 0);
  }

  /** Like the other, and waits at a limit until there is room; OVERLOADED when that took longer. */
  public void open(Call call, EngineMethod method, int lengthBytes, long timeoutNs) {
    call.openMethod(method.id(), lengthBytes, timeoutNs);
  }

  /** Makes a call with metadata and opens it; as {@link #open(Call, EngineMethod, int)}. */
  public Call open(EngineMethod method, Metadata metadata, int lengthBytes) {
    Call call = newCall().with(metadata);
    open(call, method, lengthBytes);
    return call;
  }

  /** Opens the position of a subscription with a call, before that is opened; may wait. */
  public Position openPosition(Call call, long timeoutNs) {
    return call.channels().openPosition(timeoutNs);
  }
}
