package io.ranvier.bench.rig;

/**
 * How many of what there are in a pair; 1 of each is usual, and a scenario asks for what it means.
 *
 * @param inFlight calls that are under way at a time
 * @param receivers processes beside the one that leads
 * @param connections that one process holds
 * @param perSecond messages that are due in a second; 0 when nobody waits for the clock
 */
public record Load(int inFlight, int receivers, int connections, int perSecond) {
  /** One of each, as fast as it goes. */
  public static final Load ONE = new Load(1, 1, 1, 0);

  public Load withInFlight(int value) {
    return new Load(value, receivers, connections, perSecond);
  }

  public Load withReceivers(int value) {
    return new Load(inFlight, value, connections, perSecond);
  }

  public Load withConnections(int value) {
    return new Load(inFlight, receivers, value, perSecond);
  }

  public Load withPerSecond(int value) {
    return new Load(inFlight, receivers, connections, value);
  }
}
