package io.ranvier.virtual;

import io.ranvier.call.Call;
import io.ranvier.call.EngineCalls;
import io.ranvier.call.EngineMethod;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import io.ranvier.signal.Attention;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Tells the peer which virtual connections are closed: it would count them as open for good. What
 * there is no room to tell is told at one of the housekeeper's next visits.
 *
 * <p>Threads: any; nothing here waits.
 */
final class Closes {
  private final EngineCalls engine;
  private final Attention attention;
  private final Queue<Integer> untold = new ConcurrentLinkedQueue<>();

  /**
   * @param attention asks for visits
   */
  Closes(EngineCalls engine, Attention attention) {
    this.engine = engine;
    this.attention = attention;
  }

  /** Tells the peer, now or later. */
  void tell(int id) {
    if (!tryTell(id)) {
      untold.add(id);
      attention.ask();
    }
  }

  /** Tells what could not be told before; returns whether something is left. */
  boolean onTick() {
    for (Integer id = untold.poll(); id != null; id = untold.poll()) {
      if (!tryTell(id)) {
        untold.add(id);
        return true;
      }
    }
    return false;
  }

  /** Returns false when it has to be tried again. */
  private boolean tryTell(int id) {
    try {
      Call call = engine.open(EngineMethod.CLOSE, Metadata.empty(), Integer.BYTES);
      call.request().putInt(0, id);
      var ignored = call.sendAsync(Reply::status);
      return true;
    } catch (RanvierException e) {
      // Anything else is the end of the connection, and of all that runs over it.
      return e.code() != ErrorCode.OVERLOADED;
    }
  }
}
