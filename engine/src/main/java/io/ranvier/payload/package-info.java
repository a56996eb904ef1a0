/**
 * Payload slots: memory for frames too large to travel in the cells of a ring.
 *
 * <p>The sender owns slot arrays of several sizes ({@link io.ranvier.payload.PayloadPool}): those
 * of the region, the <em>size classes</em>, and those added while the connection lives, the
 * <em>extents</em>. It leases the smallest slot that fits, writes it and sends its reference. The
 * receiver ({@link io.ranvier.payload.PayloadInbox}) checks the reference, reads the payload where
 * it lies and gives the slot back.
 *
 * <p>Arrays are numbered; a frame names the array and the slot. Both sides keep their list of
 * arrays copy-on-write: a reader never locks, the housekeeping threads replace the list.
 */
package io.ranvier.payload;
