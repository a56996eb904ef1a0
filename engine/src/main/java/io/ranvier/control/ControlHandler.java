package io.ranvier.control;

/** Reacts to what comes through a connection's socket. On the housekeeper; must not block. */
public interface ControlHandler {
  /** A message has come. */
  void onMessage(ControlMessage message);

  /** The peer rang: wake who is parked. */
  void onDoorbell();

  /**
   * What came is not of this protocol, and nothing more will be read. A last message can be sent;
   * then the socket is closed.
   */
  void onGarbage(String what);

  /**
   * The stream has ended and nothing more will come; called once.
   *
   * @param why what the operating system said; empty at a plain end
   */
  void onEnd(String why);

  /**
   * Some time has passed; called a few times a second as long as something is due, else seldom.
   *
   * @return whether something is due before long
   */
  boolean onTick(long nowNs);
}
