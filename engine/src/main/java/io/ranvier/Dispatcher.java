package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.memory.Faults;
import io.ranvier.service.FailureListener;
import io.ranvier.service.GuardedListener;
import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Lets one thread poll many connections and wait for all of them at once. Owns the connections that
 * were added: it closes each when it has ended and nothing is left to read.
 *
 * <pre>
 * a connection is    and therefore                            becomes
 * busy               polled in every pass                     idle, after many empty passes
 * idle               polled in turn, one of them a pass       busy, when it had a frame
 * armed              not polled: its doorbell tells           busy, when it rang
 * </pre>
 *
 * <p>To sleep, the thread arms the doorbells of all busy and idle connections, looks at each a last
 * time, and parks. Armed ones stay armed until they ring. So a pass, going to sleep and waking up
 * cost in proportion to what was active, not to what is connected; a rescan, which finds what a
 * lost ring should leave, takes a few of the armed ones at a time (see {@link RescanPace}). With a
 * single connection the thread sleeps at that connection's doorbell itself, by futex where it can.
 *
 * <p>Threads: {@link #poll} and {@link #await} on one thread at a time; {@link #add} and {@link
 * #wakeUp} any.
 */
public final class Dispatcher {
  /** So many passes without a frame make a connection idle. */
  private static final int PATIENCE = 1024;

  static {
    // Loaded now: a process whose file descriptors have run out cannot load it for its first
    // client.
    Objects.requireNonNull(DispatchedConnection.class);
    Objects.requireNonNull(Farewell.class);
  }

  private final Waiting waiting;
  private final Waiter waiter;
  private final FailureListener onFailure;
  private final Queue<DispatchedConnection> arrivals = new ConcurrentLinkedQueue<>();
  private final Queue<DispatchedConnection> rung = new ConcurrentLinkedQueue<>();
  private final List<DispatchedConnection> busy = new ArrayList<>();
  private final List<DispatchedConnection> idle = new ArrayList<>();
  private final ArmedConnections armed = new ArmedConnections();
  private final Ready something = this::isSomethingReady;
  private final SleepingPlace place = this::sleep;
  private final RescanPace pace = new RescanPace(System.nanoTime());
  private int nextIdle;
  private volatile boolean signalled;
  private volatile Thread parked;
  private volatile DispatchedConnection sleepingAt;

  /**
   * @param waiting how {@link #await} waits
   * @param onFailure is told what handlers throw; the frame counts as handled
   */
  public Dispatcher(Waiting waiting, FailureListener onFailure) {
    this.waiting = waiting;
    this.waiter = new Waiter(waiting);
    this.onFailure = new GuardedListener(onFailure);
  }

  /**
   * Adds a connection, which from now on belongs to this dispatcher.
   *
   * @throws RanvierException INVALID_ARGUMENT when this dispatcher sleeps and the connection was
   *     opened by one who said that he never does: nobody would wake it
   */
  public void add(Connection connection, FrameHandler handler) {
    Objects.requireNonNull(handler, "handler");
    if (waiting.sleeps() && !connection.session().participant().waiting().sleeps()) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot add %s: waiting=%s, dispatcher's waiting=%s; open it with a waiting that sleeps"
              .formatted(
                  connection, connection.session().participant().waiting().mode(), waiting.mode()));
    }
    arrivals.add(new DispatchedConnection(connection, handler, this::onRing));
    wakeUp();
  }

  /** Ends a wait: the present one, or else the next. */
  public void wakeUp() {
    signalled = true;
    Thread thread = parked;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    DispatchedConnection at = sleepingAt;
    if (at != null) {
      wakeUp(at);
    }
  }

  private static void wakeUp(DispatchedConnection at) {
    try {
      at.lane.sleeper().wakeAll();
      Faults.check();
    } catch (InternalError e) {
      // Its end is no affair of whoever wakes this thread, for another connection perhaps.
      if (!at.connection.session().endIfCutShort()) {
        throw e;
      }
    }
  }

  /**
   * Hands waiting frames to their handlers, without waiting for more.
   *
   * @param limit the most frames of one connection
   * @return how many were handled
   */
  public int poll(int limit) {
    try {
      if (signalled) {
        admit();
      }
      int sum = 0;
      for (int i = busy.size() - 1; i >= 0; i--) {
        DispatchedConnection entry = busy.get(i);
        int handled = poll(entry, limit);
        if (handled > 0) {
          entry.emptyPasses = 0;
          sum += handled;
        } else {
          afterEmptyPass(i, handled);
        }
      }
      return Faults.checked(idle.isEmpty() ? sum : sum + visitIdle(limit));
    } catch (InternalError e) {
      endWhatWasCutShort(e);
      return 1;
    }
  }

  /**
   * Waits until there may be something to poll.
   *
   * @return false when the time ran out first
   * @throws RanvierException INTERRUPTED
   */
  public boolean await(long timeoutNs) {
    try {
      return Faults.checked(waiter.await(something, place, timeoutNs));
    } catch (InternalError e) {
      endWhatWasCutShort(e);
      return true;
    }
  }

  private void onRing(DispatchedConnection entry) {
    rung.add(entry);
    wakeUp();
  }

  private void admit() {
    signalled = false;
    pace.hasten();
    for (DispatchedConnection entry = arrivals.poll(); entry != null; entry = arrivals.poll()) {
      busy.add(entry);
    }
    for (DispatchedConnection entry = rung.poll(); entry != null; entry = rung.poll()) {
      if (armed.remove(entry)) {
        makeBusy(entry);
      }
    }
  }

  private void makeBusy(DispatchedConnection entry) {
    entry.emptyPasses = 0;
    busy.add(entry);
    entry.lane.sleeper().disarm();
  }

  private void afterEmptyPass(int place, int handled) {
    if (handled < 0) {
      removeAt(busy, place).connection.closeWhenAnswered();
    } else if (++busy.get(place).emptyPasses > PATIENCE) {
      idle.add(removeAt(busy, place));
    }
  }

  private int visitIdle(int limit) {
    nextIdle = nextIdle + 1 < idle.size() ? nextIdle + 1 : 0;
    DispatchedConnection entry = idle.get(nextIdle);
    int handled = poll(entry, limit);
    if (handled > 0) {
      entry.emptyPasses = 0;
      busy.add(removeAt(idle, nextIdle));
    } else if (handled < 0) {
      removeAt(idle, nextIdle).connection.closeWhenAnswered();
    }
    return Math.max(handled, 0);
  }

  private int poll(DispatchedConnection entry, int limit) {
    try {
      return Faults.checked(entry.lane.poll(entry.handler, limit, looks()));
    } catch (Throwable t) {
      if (!(t instanceof InternalError) || !entry.connection.session().endIfCutShort()) {
        onFailure.failed(
            "frame handler failed: endpoint=%s, connection=%d"
                .formatted(entry.connection.endpoint(), entry.connection.id()),
            t);
      }
      return 1;
    }
  }

  /** With several connections a longer look at one would keep the others waiting. */
  private int looks() {
    return busy.size() + idle.size() == 1 ? waiter.looks() : 0;
  }

  private boolean isSomethingReady() {
    if (signalled) {
      return true;
    }
    for (int i = 0; i < busy.size(); i++) {
      if (busy.get(i).isReady()) {
        return true;
      }
    }
    if (idle.isEmpty()) {
      return false;
    }
    nextIdle = nextIdle + 1 < idle.size() ? nextIdle + 1 : 0;
    return idle.get(nextIdle).isReady();
  }

  private void sleep(Ready ready, long timeoutNs) {
    if (armed.all().isEmpty() && busy.size() + idle.size() == 1) {
      sleepAt(busy.isEmpty() ? idle.getFirst() : busy.getFirst(), timeoutNs);
      return;
    }
    arm(busy);
    arm(idle);
    if (!busy.isEmpty() || !idle.isEmpty()) {
      return;
    }
    parked = Thread.currentThread();
    if (!signalled) {
      LockSupport.parkNanos(this, Math.min(timeoutNs, pace.periodNs()));
    }
    parked = null;
    if (pace.isDue(System.nanoTime())) {
      armed.lookInTurn(this::onRing);
    }
  }

  private void sleepAt(DispatchedConnection entry, long timeoutNs) {
    sleepingAt = entry;
    try {
      entry.lane.sleeper().sleep(something, timeoutNs);
    } finally {
      sleepingAt = null;
    }
  }

  /** Arms connections; those that have a frame after all stay in the list. */
  private void arm(List<DispatchedConnection> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      DispatchedConnection entry = entries.get(i);
      var sleeper = entry.lane.sleeper();
      sleeper.arm(entry.ring);
      if (!sleeper.fence() || entry.isReady()) {
        sleeper.disarm();
      } else {
        armed.add(removeAt(entries, i));
      }
    }
  }

  /** Ends the connections whose memory somebody made shorter; the others are to live on (L10). */
  private void endWhatWasCutShort(InternalError failure) {
    long ended =
        Stream.of(busy, idle, armed.all())
            .flatMap(Collection::stream)
            .filter(entry -> entry.connection.session().endIfCutShort())
            .count();
    if (ended == 0) {
      throw failure;
    }
    armed.all().forEach(this::onRing);
  }

  /** Removes by moving the last one into the gap: order does not matter. */
  private static DispatchedConnection removeAt(List<DispatchedConnection> entries, int place) {
    DispatchedConnection last = entries.removeLast();
    return place == entries.size() ? last : entries.set(place, last);
  }
}
