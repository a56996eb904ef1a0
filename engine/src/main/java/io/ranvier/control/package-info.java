/**
 * The UNIX socket of a connection: handshake, rare messages, tier-0 doorbell and lifeline.
 *
 * <pre>
 *   any thread --- send, ring ---&gt;  ControlChannel  ===== socket =====  the peer's
 *   housekeeper &lt;-- readable ----       |
 *        |                              v
 *        +--------------------&gt;  ControlHandler: onMessage, onDoorbell, onEnd, onTick
 * </pre>
 *
 * <p>One thread per process, the {@link io.ranvier.control.Housekeeper}, reads all sockets. It
 * never blocks on a peer, a file or user code: what takes longer goes to the janitor. The kernel
 * closes the socket with the process whatever happens to it, so the end of the stream without a
 * {@code Bye} is the peer's death, and silence never is.
 *
 * <p>A few times a second it ticks those who have asked for that, and everybody now and then:
 * {@link io.ranvier.control.Turn}.
 *
 * <p>What arrives is input: lengths, counts and enum values are checked where they are decoded, and
 * a message that does not hold ends the connection. Messages of unknown type are skipped, and bytes
 * behind the known fields of a message are ignored, so that later minor versions may add both.
 */
package io.ranvier.control;
