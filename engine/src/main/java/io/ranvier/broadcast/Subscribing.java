package io.ranvier.broadcast;

import io.ranvier.call.Call;
import io.ranvier.call.EngineCalls;
import io.ranvier.call.OutboundCalls;
import io.ranvier.channel.Position;
import io.ranvier.signal.Waiting;
import java.nio.file.Path;

/** Subscribes to broadcasts of the peer's. Any thread. */
public final class Subscribing {
  /** Number of the engine's own method. */
  private static final int SUBSCRIBE = 3;

  private Subscribing() {}

  /**
   * Subscribes, and waits for the peer to answer.
   *
   * @param directory the endpoint's own
   * @throws io.ranvier.error.CallException REJECTED when there is no such broadcast; TIMED_OUT,
   *     CONNECTION_CLOSED, PEER_DIED
   * @throws io.ranvier.error.RanvierException LIMIT_EXCEEDED when all channels are in use;
   *     GEOMETRY_MISMATCH, ACCESS_DENIED, IO_FAILURE when the file cannot be mapped
   */
  public static Subscription subscribe(
      OutboundCalls calls,
      Path directory,
      String name,
      Start start,
      Waiting waiting,
      long timeoutNs) {
    SubscribeRequest request = new SubscribeRequest(name, start);
    EngineCalls engine = new EngineCalls(calls);
    try (Call call = engine.newCall()) {
      Position position = engine.openPosition(call);
      boolean subscribed = false;
      try {
        engine.open(call, SUBSCRIBE, request.lengthBytes());
        request.write(call.request());
        call.send();
        SubscribeReply reply = SubscribeReply.read(call.awaitNs(timeoutNs).payload());
        BroadcastFile file =
            BroadcastFile.attach(
                directory.resolve(BroadcastFile.name(reply.index())), reply.ringCells());
        subscribed = true;
        return new Subscription(file, reply, position, waiting);
      } finally {
        if (!subscribed) {
          position.close();
        }
      }
    }
  }
}
