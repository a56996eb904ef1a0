/**
 * Rings of 64-byte cells that carry frames from the threads of one process to one thread of
 * another.
 *
 * <pre>
 *   sender's lines                              receiver's line
 *   +----------------+                          +----------------+
 *   | tail (claimed) |                          | head (consumed)|
 *   +----------------+                          +----------------+
 *   cells:  | n: seq hdr payload | n+1: ...payload | n+2: seq hdr | ... |
 *             ^ written last, release                  ^ reader waits for it, acquire
 * </pre>
 *
 * <p>A frame starts on a cell and takes consecutive cells; its first word is the sequence word,
 * {@code (cell number + 1) XOR key}, written last. Cell numbers never repeat and the key is random
 * and known to the two processes only, so no user byte of an earlier lap can pass for a frame. The
 * reader never writes to a cell: a line moves once, from sender to receiver.
 *
 * <p>Senders come in two disciplines: {@link io.ranvier.ring.ExclusiveRingWriter}, one thread, no
 * locked instruction; {@link io.ranvier.ring.SharedRingWriter}, any number of threads, one CAS a
 * frame or batch. There is one {@link io.ranvier.ring.RingReader} and one thread that uses it.
 * Cells are claimed inside {@code write} only: no user code ever runs between claim and
 * publication.
 */
package io.ranvier.ring;
