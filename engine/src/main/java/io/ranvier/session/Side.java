package io.ranvier.session;

import io.ranvier.call.CallMemory;
import io.ranvier.control.Terms;
import io.ranvier.counter.CounterBlock;
import io.ranvier.lane.LaneMemory;
import io.ranvier.region.Region;

/** Which of the two participants of a connection this process is. */
enum Side {
  CLIENT,
  SERVER;

  LaneMemory outbound(Region region) {
    return this == CLIENT ? region.clientToServer() : region.serverToClient();
  }

  LaneMemory inbound(Region region) {
    return this == CLIENT ? region.serverToClient() : region.clientToServer();
  }

  CallMemory outboundCalls(Region region) {
    return this == CLIENT ? region.clientReplies() : region.serverReplies();
  }

  CallMemory inboundCalls(Region region) {
    return this == CLIENT ? region.serverReplies() : region.clientReplies();
  }

  CounterBlock counters(Region region) {
    return this == CLIENT ? region.clientCounters() : region.serverCounters();
  }

  Terms own(Agreement agreement) {
    return this == CLIENT ? agreement.client() : agreement.server();
  }

  Terms peer(Agreement agreement) {
    return this == CLIENT ? agreement.server() : agreement.client();
  }
}
