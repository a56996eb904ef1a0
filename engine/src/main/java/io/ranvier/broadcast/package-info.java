/**
 * Broadcasts: one sender, many receiving processes, each with a position of its own.
 *
 * <pre>
 *   server                       broadcast's file                   clients, each
 *   Broadcast.trySend  --&gt;  ring of items, read-only to clients  --&gt;  Subscription.poll
 *                                client's own region
 *      slowest position  &lt;--  position, doorbells  &lt;------------  how far it has read
 * </pre>
 *
 * <p>An item is written once, however many read it. What a slow receiver does to the sender is the
 * sender's choice ({@link io.ranvier.broadcast.SlowReceiver}): it waits, or the receiver loses
 * items and is told how many, or the receiver is evicted and told so. A receiver that dies is
 * waited for no more.
 *
 * <p>Threads: a {@link io.ranvier.broadcast.Broadcast} belongs to the first thread that sends, a
 * {@link io.ranvier.broadcast.Subscription} to the first that polls.
 */
package io.ranvier.broadcast;
