/**
 * Endpoints: the names under which servers are found, and what proves that a server lives.
 *
 * <pre>
 *   root/                 0700, verified (with group access 0750)
 *     .lock         0600  the root's lock: creating, taking over and removing hold it
 *     name/         0700
 *       life        0600  locked by the server until it dies; never replaced while locked
 *       control     0600  identity, settings, counters; the server writes, others read it
 *       control.new 0600  the same before it is complete, or what a start that failed has left
 *       socket      0600  one connection per client: handshake, tier-0 doorbell, lifeline
 *       region-*    0600  one per connection, and its extents (made by upper layers)
 *       broadcast-* 0600  one per broadcast (made by upper layers)
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Names appear and disappear only under the root's lock. A cleaner and a starter that meet
 *       come one after the other.
 *   <li>The life lock is held before the control file becomes visible and until it is gone.
 *   <li>The control file is complete when it becomes visible: it is linked under its name, which
 *       fails if the name is taken, and never renamed over another.
 *   <li>A name is unlinked only while it belongs to the inode that its owner made.
 *   <li>Identity is a random nonce. Pid and start time are for people.
 *   <li>This process opens its own life file once: closing a second channel on it would drop the
 *       lock. Lock files are opened, locked and closed on threads that cannot be interrupted, since
 *       an interrupt closes the channel.
 * </ul>
 *
 * <p>Servers use {@link io.ranvier.endpoint.OwnedEndpoint}, clients {@link
 * io.ranvier.endpoint.FoundEndpoint}; both start from a {@link io.ranvier.endpoint.Root}. Any
 * thread may call; all of it does file work and none of it belongs on a poller.
 */
package io.ranvier.endpoint;
