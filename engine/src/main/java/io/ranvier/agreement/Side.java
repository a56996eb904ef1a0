package io.ranvier.agreement;

import io.ranvier.call.CallMemory;
import io.ranvier.control.Terms;
import io.ranvier.counter.CounterBlock;
import io.ranvier.lane.LaneMemory;
import io.ranvier.region.Region;

/** Which of the two participants of a connection this process is. */
public enum Side {
  CLIENT,
  SERVER;

  public LaneMemory outbound(Region region) {
    return this == CLIENT ? region.clientToServer() : region.serverToClient();
  }

  public LaneMemory inbound(Region region) {
    return this == CLIENT ? region.serverToClient() : region.clientToServer();
  }

  public CallMemory outboundCalls(Region region) {
    return this == CLIENT ? region.clientReplies() : region.serverReplies();
  }

  public CallMemory inboundCalls(Region region) {
    return this == CLIENT ? region.serverReplies() : region.clientReplies();
  }

  public CounterBlock counters(Region region) {
    return this == CLIENT ? region.clientCounters() : region.serverCounters();
  }

  public Terms own(Agreement agreement) {
    return this == CLIENT ? agreement.client() : agreement.server();
  }

  public Terms peer(Agreement agreement) {
    return this == CLIENT ? agreement.server() : agreement.client();
  }
}
