/**
 * Slot arrays: N buffers of one size, allocated through an atomic bitmap and named by references
 * that carry a generation.
 *
 * <p>An array looks the same in a mapped file and in an anonymous segment:
 *
 * <pre>
 *  +--------+---------+-------+------------+----------+-------------+--------------------+
 *  | header | summary | taken | handed out | returned | generations | slots: N x size    |
 *  +--------+---------+-------+------------+----------+-------------+--------------------+
 *  |&lt;------------- owner ------------------&gt;|borrower  |&lt;-- owner --&gt;| owner, then borrower
 * </pre>
 *
 * <p>Two parties meet here. The <em>owner</em> ({@link io.ranvier.slot.SlotArray}) leases a slot,
 * writes it and hands its reference over; the <em>borrower</em> ({@link
 * io.ranvier.slot.BorrowedSlots}), which may be another process, reads the slot where it lies and
 * gives it back through the return bitmap, which is the only part it writes. Neither trusts what
 * the other wrote: the owner accepts a returned slot only if it had handed it out, the borrower
 * accepts a reference only if it is in range and newer than the last one it saw for that slot.
 *
 * <p>Everything is sparse: memory is touched when a slot is used, never when an array is made, and
 * what owner and borrower know of the slots lies off the heap.
 */
package io.ranvier.slot;
