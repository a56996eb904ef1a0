package io.ranvier;

import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.InboundLane;
import java.util.function.Consumer;

/** A connection with its handler, as a {@link Dispatcher} knows it; on the dispatcher's thread. */
final class DispatchedConnection {
  final Connection connection;
  final InboundLane lane;
  final FrameHandler handler;
  final Runnable ring;
  int emptyPasses;

  /** Where it stands in {@link ArmedConnections}; negative if it does not. */
  int armedPlace = -1;

  DispatchedConnection(
      Connection connection, FrameHandler handler, Consumer<DispatchedConnection> onRing) {
    this.connection = connection;
    this.lane = connection.session().inbound();
    this.handler = handler;
    this.ring = () -> onRing.accept(this);
  }

  boolean isReady() {
    return lane.isReady();
  }
}
