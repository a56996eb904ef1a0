/**
 * Sessions: how two processes come to share a region and a socket, and how that ends.
 *
 * <pre>
 *  client                                                     server
 *  Connector        --- Hello (versions, features, terms) ---&gt;  Acceptor
 *  ClientHandshake  &lt;-- Welcome (region's settings), Rejected --  ServerHandshake
 *     | maps it     --- Attached --------------------------------&gt;  | had created it
 *  Session          ======= region: frames both ways =========  Session
 *                   --- extents, call slots, Finished, Bye ----
 * </pre>
 *
 * <p>States: {@code CONNECTING} until the client has mapped the region, {@code OPEN}, {@code
 * DRAINING} once one side has said that it sends no more, {@code CLOSED}. Ends are sticky and have
 * a reason. Whoever waits when a session ends is woken with that reason; frames committed before a
 * graceful end or a death are delivered first.
 *
 * <p>Threads: messages come on the housekeeper, which must not be kept; files are the janitor's,
 * but for the region that a client maps, which is another engine thread's.
 */
package io.ranvier.session;
