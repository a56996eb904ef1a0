package io.ranvier.broadcast;

import io.ranvier.call.Call;
import io.ranvier.call.EngineCalls;
import io.ranvier.call.EngineMethod;
import io.ranvier.call.OutboundCalls;
import io.ranvier.channel.Position;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.signal.Waiting;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Subscribes to broadcasts of the peer's. Any thread. */
public final class Subscribing {
  private Subscribing() {}

  /**
   * Subscribes, and waits for the peer to answer.
   *
   * @param directory the endpoint's own
   * @throws io.ranvier.error.CallException REJECTED when there is no such broadcast, or no more;
   *     TIMED_OUT, OVERLOADED when no call could be made in time; CONNECTION_CLOSED, PEER_DIED
   * @throws io.ranvier.error.RanvierException INVALID_ARGUMENT when the name is longer than 256
   *     bytes of UTF-8; LIMIT_EXCEEDED when all channels are in use; GEOMETRY_MISMATCH,
   *     ACCESS_DENIED, IO_FAILURE when the file cannot be mapped
   */
  public static Subscription subscribe(
      OutboundCalls calls,
      Path directory,
      String name,
      Start start,
      Waiting waiting,
      long timeoutNs) {
    try {
      return Faults.checked(
          subscribe(new EngineCalls(calls), directory, name, start, waiting, timeoutNs));
    } catch (IllegalStateException | InternalError e) {
      // The memory that request and answer lie in may be gone at any moment.
      throw calls.ended("cannot subscribe", e);
    }
  }

  private static Subscription subscribe(
      EngineCalls engine,
      Path directory,
      String name,
      Start start,
      Waiting waiting,
      long timeoutNs) {
    SubscribeRequest.checkName(name);
    SubscribeRequest request = new SubscribeRequest(name, start);
    try (Call call = engine.newCall()) {
      Position position = engine.openPosition(call, timeoutNs);
      boolean subscribed = false;
      try {
        engine.open(call, EngineMethod.SUBSCRIBE, request.lengthBytes(), timeoutNs);
        request.write(call.request());
        call.send();
        SubscribeReply reply = SubscribeReply.read(call.awaitNs(timeoutNs).payload());
        Path path = directory.resolve(BroadcastFile.name(reply.index()));
        Subscription made = attach(path, name, reply, position, waiting);
        subscribed = true;
        return made;
      } finally {
        if (!subscribed) {
          position.close();
        }
      }
    }
  }

  private static BroadcastFile file(Path path, String name, SubscribeReply reply) {
    try {
      return BroadcastFile.attach(path, reply.ringCells());
    } catch (RanvierException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        // Its sender, or the server, was closed since it answered.
        throw new CallException(
            ErrorCode.REJECTED,
            "cannot subscribe: broadcast=%s has ended meanwhile".formatted(name));
      }
      throw e;
    }
  }

  private static Subscription attach(
      Path path, String name, SubscribeReply reply, Position position, Waiting waiting) {
    BroadcastFile file = file(path, name, reply);
    boolean attached = false;
    try {
      Subscription made = new Subscription(file, reply, position, waiting);
      attached = true;
      return made;
    } finally {
      if (!attached) {
        file.close();
      }
    }
  }
}
