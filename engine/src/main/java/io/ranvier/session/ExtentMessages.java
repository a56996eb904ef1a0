package io.ranvier.session;

import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;

/**
 * Gives messages about extents to the direction that they are about. The housekeeper.
 *
 * @param client whether this side is the client
 */
record ExtentMessages(boolean client, OwnedExtents owned, BorrowedExtents borrowed) {
  /** Handles a message; false when it has no place here, or says what cannot be. */
  boolean handle(ControlMessage message) {
    return switch (message) {
      case ExtentWanted wanted when !client -> borrowed.onWanted(wanted.payloadClass());
      case ExtentOffered offered when client && offered.clientOwns() ->
          owned.onOffered(offered.index(), offered.payloadClass());
      case ExtentOffered offered when client ->
          borrowed.onOffered(offered.index(), offered.payloadClass());
      case ExtentReady ready when !client -> {
        owned.onReady(ready.index());
        yield true;
      }
      case ExtentRefused refused -> {
        owned.onRefused(refused.reason());
        yield true;
      }
      case ExtentRetired retired when retired.clientOwns() != client -> {
        borrowed.onRetired(retired.index());
        yield true;
      }
      case ExtentDropped dropped when dropped.clientOwns() == client -> {
        owned.onDropped(dropped.index());
        yield true;
      }
      default -> false;
    };
  }
}
