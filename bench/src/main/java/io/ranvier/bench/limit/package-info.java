/**
 * The hardware's limit, as contenders: loads and stores of shared memory and nothing else.
 *
 * <pre>
 *   LimitRoundTrip   a word, there and back          what a call or an answered message cannot beat
 *   LimitOpenLoop    the same at a fixed rate
 *   LimitOneWay      cells of 64 bytes in a ring     what a stream of short messages cannot beat
 *   LimitMemory      buffers, written and read once  what a stream of long ones cannot beat
 * </pre>
 *
 * <p>No keys, no lengths, no slots to lease, no waiting but looking: what other contenders have
 * besides is what their ratios to these show.
 */
package io.ranvier.bench.limit;
