/**
 * Regions: the one mapped file that two processes share for one connection.
 *
 * <pre>
 *  page 0                        lane client to server      lane server to client
 *  +--------------------------+  +----------------------+   +----------------------+
 *  | header | counters | ctrs |  | bells, rings, slots  |   | bells, rings, slots  |
 *  +--------------------------+  +----------------------+   +----------------------+
 *    server   client     server
 * </pre>
 *
 * <p>The server makes the file after the handshake, for exactly two participants; it is the unit of
 * isolation and of recovery: nothing in it outlives the connection. Behind the lanes lie the
 * replies to each side's calls. Further slot arrays lie in files of their own, the
 * <em>extents</em>.
 *
 * <p>Both sides compute the geometry from the settings they agreed on, and compare the file with
 * it; no offset is ever read from shared memory.
 */
package io.ranvier.region;
