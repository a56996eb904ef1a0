/**
 * Metadata: keys and values that travel in front of the payload of a request, a reply or an opening
 * of a connection.
 *
 * <p>{@link io.ranvier.metadata.Metadata} is what users make and ask, {@link
 * io.ranvier.metadata.MetadataLimits} how much of it a connection carries, {@link
 * io.ranvier.metadata.MetadataCodec} how it lies in shared memory:
 *
 * <pre>
 *  block                                            a multiple of 8 bytes
 *  +------------+---------+---------+---------+- -+---------+
 *  | blockBytes | entries | entry 0 | entry 1 |   | entry n |
 *  +------------+---------+---------+---------+- -+---------+
 *  0            4         8
 *
 *  entry                                            begins at a multiple of 8 in the block
 *  +------+-------+----------+------------+-----+-------+---------+
 *  | kind | flags | keyBytes | valueBytes | key | value | padding |
 *  +------+-------+----------+------------+-----+-------+---------+
 *  0      1       2          4            8     8 + keyBytes
 *
 *  field       size        meaning
 *  blockBytes  4           length of the whole block: the same as the frame tells
 *  entries     4           how many follow; nothing follows the last one
 *  kind        1           1 text, 2 bytes, 3 long; others are refused
 *  flags       1           bit 0: sensitive; 1: do not propagate; unknown ones are kept
 *  keyBytes    2           1 to 65,535
 *  valueBytes  4           0 or more; 8 for a long
 *  key         keyBytes    UTF-8
 *  value       valueBytes  text: UTF-8; long: 8 bytes at any alignment
 *  padding     0 to 7      zeros, not looked at
 * </pre>
 *
 * <p>Numbers have the machine's byte order: both sides run on one host. The sender checks the
 * limits before he writes; to the receiver a block beyond the limits is garbage like any other, and
 * garbage is a PROTOCOL_ERROR. Keys that nobody asks for are no error.
 *
 * <p>Threads: values are immutable, the codec has no state; any thread.
 */
package io.ranvier.metadata;
