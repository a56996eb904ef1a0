package io.ranvier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The connections whose doorbells tell a {@link Dispatcher}'s thread when there is something to
 * poll. A few of them are looked at in turn all the same, should a ring have been lost: that costs
 * in proportion to the time, not to what is connected.
 *
 * <p>Threads: the dispatcher's.
 */
final class ArmedConnections {
  /** Within so many looks in turn each connection was looked at. */
  private static final int LOOKS_OF_A_ROUND = 20;

  /** So many connections are looked at in any case. */
  private static final int FEWEST = 10;

  private final List<DispatchedConnection> all = new ArrayList<>();
  private int next;

  List<DispatchedConnection> all() {
    return all;
  }

  void add(DispatchedConnection connection) {
    connection.armedPlace = all.size();
    all.add(connection);
  }

  /** Returns false when it was not there. */
  boolean remove(DispatchedConnection connection) {
    int place = connection.armedPlace;
    if (place < 0) {
      return false;
    }
    DispatchedConnection last = all.removeLast();
    if (last != connection) {
      all.set(place, last);
      last.armedPlace = place;
    }
    connection.armedPlace = -1;
    return true;
  }

  /** Looks at those whose turn it is; tells of each that has something to poll. */
  void lookInTurn(Consumer<DispatchedConnection> onReady) {
    int most = Math.max(FEWEST, Math.ceilDiv(all.size(), LOOKS_OF_A_ROUND));
    for (int left = Math.min(most, all.size()); left > 0; left--) {
      next = next + 1 < all.size() ? next + 1 : 0;
      DispatchedConnection connection = all.get(next);
      if (connection.isReady()) {
        onReady.accept(connection);
      }
    }
  }
}
