package io.ranvier.call;

/** How a side gets further call slots while its connection lives. Any thread; never blocks. */
public interface CallGrowth {
  /** There are as many call slots as there will ever be. */
  CallGrowth NONE =
      new CallGrowth() {
        @Override
        public boolean request() {
          return false;
        }

        @Override
        public String refusal() {
          return "maxInFlight is reached";
        }
      };

  /**
   * Asks for a further array of call slots, unless one is on its way.
   *
   * @return whether one is on its way; who waits for a slot is woken when it is there, or cannot be
   *     had
   */
  boolean request();

  /** Returns why none is on its way, and what to do about it; for a message. */
  String refusal();
}
