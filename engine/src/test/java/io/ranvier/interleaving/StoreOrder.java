package io.ranvier.interleaving;

import java.util.ArrayList;
import java.util.List;

/** In which order the stores of one thread become visible: as it likes, within their rules. */
final class StoreOrder {
  private StoreOrder() {}

  /** Returns the stores of the thread that become visible before that one, in their order. */
  static List<Store> before(Store store, List<Store> buffer) {
    List<Store> earlier = buffer.subList(0, place(store, buffer));
    int fence = store.isOrdered() ? earlier.size() : lastFence(earlier);
    List<Store> before = new ArrayList<>();
    for (int i = 0; i < earlier.size(); i++) {
      Store one = earlier.get(i);
      boolean goesFirst = i < fence || one.overlaps(store.place(), store.bytes());
      if (goesFirst && one.kind() != Store.Kind.FENCE) {
        before.add(one);
      }
    }
    return before;
  }

  /** Returns the place of a store, and not of one like it, in its thread's buffer. */
  static int place(Store wanted, List<Store> buffer) {
    int place = 0;
    while (buffer.get(place) != wanted) {
      place++;
    }
    return place;
  }

  private static int lastFence(List<Store> stores) {
    for (int i = stores.size() - 1; i >= 0; i--) {
      if (stores.get(i).kind() == Store.Kind.FENCE) {
        return i + 1;
      }
    }
    return 0;
  }
}
