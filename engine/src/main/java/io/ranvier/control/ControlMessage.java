package io.ranvier.control;

import io.ranvier.error.ErrorCode;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.RegionSettings;

/** What two housekeepers tell each other. */
public sealed interface ControlMessage {
  /**
   * Client to server, first: who I am and whom I expect.
   *
   * @param features what the client can do, one bit each
   * @param requiredFeatures what the server must be able to do
   * @param nonceHigh with {@code nonceLow} the identity found in the control file
   */
  record Hello(
      int major,
      int minor,
      long features,
      long requiredFeatures,
      long nonceHigh,
      long nonceLow,
      Terms terms)
      implements ControlMessage {}

  /** Server to client: the region is there, with these settings. */
  record Welcome(int major, int minor, long features, RegionSettings region, Terms terms)
      implements ControlMessage {}

  /** Server to client: no connection, and why. */
  record Rejected(ErrorCode code, String reason) implements ControlMessage {}

  /** Client to server: the region is mapped; the connection is open. */
  record Attached() implements ControlMessage {}

  /** Client to server: I need payload slots of that size. */
  record ExtentWanted(PayloadClass payloadClass) implements ControlMessage {}

  /**
   * Server to client: a file with slots is there.
   *
   * @param index number of the extent in its direction, from 0; names file and array
   */
  record ExtentOffered(boolean clientOwns, int index, PayloadClass payloadClass)
      implements ControlMessage {}

  /** Client to server: the offered extent is mapped. */
  record ExtentReady(int index) implements ControlMessage {}

  /** Either way: the extent that was wanted or offered cannot be had. */
  record ExtentRefused(String reason) implements ControlMessage {}

  /** Owner to borrower: no slot of the extent is in use and none will be; unmap it. */
  record ExtentRetired(boolean clientOwns, int index) implements ControlMessage {}

  /** Borrower to owner: the retired extent is unmapped. */
  record ExtentDropped(boolean clientOwns, int index) implements ControlMessage {}

  /**
   * Client to server: I need a further array of call slots.
   *
   * @param number 1 for the first array that is added for the client's calls, then 2, and so on
   */
  record CallSlotsWanted(int number) implements ControlMessage {}

  /**
   * Server to client: a file with call slots is there.
   *
   * @param clientOwns whether they are for the client's calls
   * @param number of the array among those added for that side's calls, from 1
   */
  record CallSlotsOffered(boolean clientOwns, int number) implements ControlMessage {}

  /** Client to server: the call slots offered for the server's calls are mapped. */
  record CallSlotsReady(int number) implements ControlMessage {}

  /** Either way, to the side that calls: the further call slots cannot be had. */
  record CallSlotsRefused(String reason) implements ControlMessage {}

  /** Either way: I send no more frames; all I sent lies in the rings. */
  record Finished() implements ControlMessage {}

  /** Either way: I begin no more calls that you make, and end those that I have begun. */
  record Draining() implements ControlMessage {}

  /** Either way: answer with a Pong of the same nonce. */
  record Ping(long nonce) implements ControlMessage {}

  /** Either way: I have got the Ping of that nonce. */
  record Pong(long nonce) implements ControlMessage {}

  /** Either way, last: I end the connection; all I sent lies in the rings. */
  record Bye(ErrorCode code, String reason) implements ControlMessage {}
}
