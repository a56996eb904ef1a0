package io.ranvier.virtual;

/** Decides about virtual connections that the peer wants to open. */
@FunctionalInterface
public interface VirtualAcceptor {
  /**
   * Accepts or rejects, on the polling thread, which must not be kept; whoever does neither
   * rejects. What it throws reaches the opener as HANDLER_FAILED. It is not asked while the peer
   * has {@link VirtualConnections#MAX_OF_PEER} open.
   */
  void onOffer(VirtualOffer offer);
}
