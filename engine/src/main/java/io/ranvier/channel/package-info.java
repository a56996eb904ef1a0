/**
 * Channels: streams of items beside the calls of a connection, each with one sender, one receiver
 * and its own memory.
 *
 * <pre>
 *   sending process            block of the lane              receiving process
 *   Tx.trySend, send   --&gt;  ring of items, end, its words  --&gt;  Rx.poll, receive
 *      sleeps on credit &lt;--  granted, over (reset)  &lt;----------  sleeps on data
 * </pre>
 *
 * <p>A channel is opened by the caller with a call, in either direction, and outlives the call. The
 * receiver grants credit: the sender may have sent as many items as were granted in all. Credit is
 * a counter in shared memory; to give it costs no message, and no system call unless the sender
 * sleeps.
 *
 * <pre>
 * block    to       by
 * free     opened   its opener: empties it, leases it, names it in a call
 * opened   bound    the peer: the call came, its handler takes the channel or it is dropped
 * opened   ended    sender: close, or dropped
 * bound    over     receiver: took all items to the end; or reset, or dropped
 * ended and over: free for its opener, in a new generation
 * </pre>
 *
 * <p>A slow receiver stops its own sender and nobody else: rings, credit and doorbells are the
 * channel's own.
 *
 * <p>Threads: a {@link io.ranvier.channel.Tx} and a {@link io.ranvier.channel.Rx} belong each to
 * the first thread that uses it.
 */
package io.ranvier.channel;
