/**
 * Agrona's AtomicBuffer over a {@link java.lang.foreign.MemorySegment}.
 *
 * <p>Purpose: code that speaks Agrona (SBE codecs first of all) reads and writes shared memory
 * where it lies, on a JVM without flags. Agrona's own buffers stand on Unsafe and need one.
 *
 * <pre>
 *   segment   |--------------------------------------------------|  mapped file or Arena
 *   window             |==================|                         wrap(segment, offset, length)
 *                      ^ base             ^ base + capacity
 *   index              0 ........ capacity
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An access passes two checks: the window's and the segment's. So a stale or racing view may
 *       see bytes of another window of its segment, but never memory that is not the segment's.
 *   <li>A dead view (never wrapped, or released) refuses every access and says why.
 *   <li>The memory is off-heap, always.
 *   <li>Wrapping a segment, access to single values, ASCII text from and into what the caller has,
 *       numbers, fills and copies between SegmentBuffers and arrays allocate nothing.
 *   <li>The results are those of Agrona's UnsafeBuffer; the few differences stand in the class
 *       comment of {@link io.ranvier.buffer.SegmentBuffer}.
 * </ul>
 *
 * <p>Threads: one thread wraps and releases a view; between the two any thread may use it. The
 * atomic methods order memory between threads and between processes as {@link
 * java.lang.invoke.VarHandle} does.
 *
 * <p>Inside, {@link io.ranvier.buffer.SegmentBuffer} is the end of a chain of package-private
 * classes, each of which adds one kind of access.
 */
package io.ranvier.buffer;
