/**
 * Virtual connections: several conversations over one connection, each with its own services,
 * settings and metadata.
 *
 * <pre>
 *   opener                                     acceptor
 *   call OPEN: number, settings, metadata --&gt;  VirtualAcceptor: accept, or reject
 *   calls that carry the number           &lt;-&gt;  calls that carry the number
 *   call CLOSE                            &lt;-&gt;  call CLOSE: no calls any more
 * </pre>
 *
 * <p>Opening and closing are calls to a service of the engine's own: so each is answered exactly
 * once, and nothing about it can be lost, doubled or overtaken. The two sides of a connection take
 * their numbers from different halves: the client's are odd, the server's even.
 *
 * <p>Both ends of a virtual connection may call and serve. It costs each call and each answer an
 * envelope of 16 bytes.
 */
package io.ranvier.virtual;
