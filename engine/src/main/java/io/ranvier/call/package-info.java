/**
 * Making calls: each has a slot for its reply, a request that travels as a frame, and one end.
 *
 * <pre>
 *   caller                                                server
 *   Caller, Call: lease a slot, write the request
 *   send: frame with reference, method, deadline   --&gt;   handler
 *   await: the slot's token = the reference        &lt;--   reply in the slot, or in a payload slot
 *   close: the slot's generation moves on                 an answer from now on is dropped
 * </pre>
 *
 * <p>A call ends with its reply, with an error that the server answered, or with the connection;
 * then {@link io.ranvier.error.ErrorCode#INDETERMINATE} tells that the server had begun with it,
 * and any other code that it had not. An answer that was there before the end wins.
 *
 * <p>Slots: those of the region first; when all are in use, and more were agreed on, arrays are
 * added ({@code SlotGrowth}). Who waits for a slot is woken then.
 *
 * <p>Waiting: a platform thread waits at its own slot and sleeps at the doorbell of the replies;
 * virtual threads and futures are told by the housekeeper ({@code ReplyDispatch}).
 */
package io.ranvier.call;
