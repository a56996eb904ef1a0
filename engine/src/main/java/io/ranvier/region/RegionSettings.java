package io.ranvier.region;

import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;
import io.ranvier.routing.ReplyGeometry;
import io.ranvier.slot.SlotArrayGeometry;

/**
 * What both sides of a connection know about its region.
 *
 * @param connectionId number of the connection on its endpoint; names the file
 * @param key marks the frames of the connection; random, its highest byte is not 0
 * @param epochNs moment on the host's monotonic clock from which deadlines count
 * @param clientToServer memory of the client's sending side
 * @param serverToClient memory of the server's sending side
 * @param reservation when the payload slots get their storage; all else has it from the start
 */
public record RegionSettings(
    long connectionId,
    long key,
    long epochNs,
    LaneOptions clientToServer,
    LaneOptions serverToClient,
    Reservation reservation) {
  /** Returns the size of the region in bytes. */
  public long totalBytes() {
    long end = serverRepliesBase() + serverReplies().totalBytes();
    return SlotArrayGeometry.align(end, LaneGeometry.ALIGNMENT);
  }

  /** Returns how the replies to the client's calls are laid out. */
  public ReplyGeometry clientReplies() {
    return clientToServer.calls().geometry(serverToClient.calls().served());
  }

  /** Returns how the replies to the server's calls are laid out. */
  public ReplyGeometry serverReplies() {
    return serverToClient.calls().geometry(clientToServer.calls().served());
  }

  long clientToServerBase() {
    return RegionLayout.STRUCT.byteSize();
  }

  long serverToClientBase() {
    return clientToServerBase() + new LaneGeometry(clientToServer).totalBytes();
  }

  long clientRepliesBase() {
    return serverToClientBase() + new LaneGeometry(serverToClient).totalBytes();
  }

  long serverRepliesBase() {
    return SlotArrayGeometry.align(
        clientRepliesBase() + clientReplies().totalBytes(), LaneGeometry.ALIGNMENT);
  }
}
