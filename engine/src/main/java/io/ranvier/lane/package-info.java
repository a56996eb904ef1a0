/**
 * Frames from one process to the other: a lane is one direction of a region.
 *
 * <pre>
 *   sending process                     shared memory                    receiving process
 *   Sender, Claim, FrameBatch  --&gt;  rings (0 shared, 1.. exclusive)  --&gt;  InboundLane.poll
 *   OutboundLane                    payload slots  &lt;-- return bitmaps     Frame, RetainedPayload
 *      sleeps on SPACE  &lt;---------  doorbells  ----------------------&gt;  sleeps on DATA
 * </pre>
 *
 * <p>A frame of up to {@link io.ranvier.ring.RingLayout#maxInlineBytes} bytes travels in the cells
 * of a ring; a larger one is written into a payload slot and the ring carries its reference. Users
 * see no difference: they claim bytes, write them, publish.
 *
 * <p>Hot methods answer a long: 0 or more is success, less than 0 one of {@link
 * io.ranvier.lane.Status}. Misuse and what cannot succeed later throw.
 *
 * <p>Threads: a {@link io.ranvier.lane.Sender} says at its opening which threads may use it; a lane
 * is polled by one thread.
 */
package io.ranvier.lane;
