package io.ranvier.growth;

import io.ranvier.call.SlotGrowth;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.OutboundLane;
import io.ranvier.service.InboundCalls;

/**
 * Where the memory that is added to a connection is put to use.
 *
 * @param outbound takes this side's extents
 * @param inbound reads the peer's extents
 * @param outboundCalls takes slots for this side's calls
 * @param inboundCalls answers in the slots of the peer's calls
 */
public record Destinations(
    OutboundLane outbound,
    InboundLane inbound,
    SlotGrowth outboundCalls,
    InboundCalls inboundCalls) {}
