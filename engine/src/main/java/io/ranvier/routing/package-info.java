/**
 * Reply routing: how an answer finds the call that waits for it, with many calls in flight.
 *
 * <pre>
 *   caller                                   answerer (another process, thread or link's end)
 *   1 lease a slot: its reference
 *   2 send the reference with the request →  3 accept the reference: a new right to answer
 *                                            4 use up the right, fill the slot's reply, store its
 *   6 read the reply where it lies         ←   token (= the reference), ring
 *   7 free the slot: its generation moves on
 * </pre>
 *
 * <p>A reply lies in a slot that only the answerer writes, and says by its token whose it is. The
 * generation in the reference makes each call's token its own, so an answer to an earlier call of
 * the same slot is not taken for this one's. The answerer keeps the rights to answer in a table of
 * its own ({@link io.ranvier.routing.AnswerTable}): one answer for each accepted reference, none
 * once a newer one of that slot was accepted, and never two threads writing one reply. So no reply
 * changes while it is read, and nothing that one side writes has to be believed by the other.
 */
package io.ranvier.routing;
