package io.ranvier.structure;

import java.util.LinkedHashMap;
import java.util.Map;

/** The behaviours that the engine must have, each in a few words, by the id that tests name. */
final class BehaviourRows {
  private static final String ALL =
      """
      R1 sequential and muxed routers behind one interface
      R2 acquiring a slot waits or answers "none"; no waiter is forgotten
      R3 allocation by an atomic bitmap of many words with a summary
      R4 no two live leases hold the same slot; the bitmap is zero at the end
      R5 a lease frees its slot exactly once, however it ends
      R6 index and generation travel together; a stale reference is dropped and counted
      R7 reply state is explicit; an empty reply is a reply; a second one is refused
      R8 too large is refused with size and limit; nothing is truncated
      R9 reply bytes are visible before the reply, and unchanged until the lease closes
      R10 any N x BUF off the heap, 4 GiB with -Xmx32m -Xss256k
      R11 the same in a mapped file and in an anonymous segment
      C1 one response to each request, whatever the handler does
      C2 many calls in flight, answered in any order
      C3 an unknown method or service is an error of that call only
      C4 cancel frees the slot at once; the late response is dropped
      C5 time-outs, and deadlines that travel with the request
      C6 a closed set of errors; each says whether a retry is safe
      C7 both sides call and serve on one connection
      C8 limits are exchanged at connect and enforced by both sides
      C9 metadata in order, with flags
      C10 handlers on the polling thread or on an executor
      C11 several services and virtual connections on one connection
      C12 caller handles are counted
      C13 blocking, future and polling styles on the same slots
      C14 state and end of a connection can be asked and listened to
      C15 forwarding without decoding
      S1 a channel has one direction, keeps order, outlives its call
      S2 item credit: at zero the sender waits or is told
      S3 credit goes back in batches of half a window
      S4 close and reset are seen once and never lost
      S5 nothing is lost, nothing is unbounded
      S6 a slow receiver delays its own channel only
      S7 the connection's end wakes every sender and receiver
      L1 files appear complete, exclusively, with exact modes, in verified directories
      L2 attaching tells apart what is wrong, each with its own message
      L3 a kill is seen within 100 ms; a stopped process is never called dead
      L4 after a death waiters fail with the reason and committed frames can be read
      L5 every wait has a deadline or a death check
      L6 take-over with a new epoch; clients wait and connect again; lost files are noticed
      L7 a graceful close loses nothing committed; ends are sticky; half-close works
      L8 ping with nonce; any traffic counts as life; time is the observer's own
      L9 what the peer writes is checked; garbage ends that connection only
      L10 a truncated file or a full tmpfs is an error, not a crash
      L11 a running peer costs no system call; no wake-up is lost
      L12 peers of different minor versions work together
      L13 group access by option only; the peer's user is known
      L14 one thread waits for many connections; idle ones cost nothing
      D1 absent: a stale reply delivered to a slot's next owner
      D2 absent: a reply of 65,536 bytes stored as length 0; an empty reply never seen
      D3 absent: a reply longer than its buffer cut in silence
      D4 absent: many wait, one waker, the others sleep for ever
      D5 absent: an undecodable request ends the server's loop; an unknown id leaves its caller hanging
      D6 absent: memory leaked by each call that succeeds
      D7 absent: items dropped because the receiver's queue is smaller than the window
      D8 absent: an unbounded buffer for items of unknown channels
      D9 absent: a reset or an end that never wakes a sender without credit
      D10 absent: a limit of requests that is advertised and never enforced
      D11 absent: two peers blocked on each other's full link
      D12 absent: one slow connection blocks all others
      D13 absent: slots freed under a living reader; committed messages thrown away at a reset
      D14 absent: a system call for each frame
      D15 absent: a mapping created over a living one; files that anybody may open
      D16 absent: a cancelled call's reply given to the next caller of a sequential link
      D17 absent: half a frame left on a stream by a cancelled call
      D18 absent: a length prefix allocated as asked; an empty frame that crashes the reader
      D19 absent: a reset lost to a full queue; a credit lost to a cancelled send
      D20 absent: ids of the wrong half, or in use, accepted
      D21 absent: a doubled acceptance that closes a living connection
      """;

  private BehaviourRows() {}

  /** Returns what each row says, in order. */
  static Map<String, String> all() {
    Map<String, String> rows = new LinkedHashMap<>();
    ALL.lines()
        .forEach(line -> {
          int blank = line.indexOf(' ');
          rows.put(line.substring(0, blank), line.substring(blank + 1));
        });
    return rows;
  }
}
