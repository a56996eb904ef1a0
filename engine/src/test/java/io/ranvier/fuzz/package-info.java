/**
 * A process that writes random words into the memory of live connections, and what becomes of its
 * peers: they go on, or end the connection with PROTOCOL_ERROR, and nobody else notices.
 *
 * <pre>
 *   FuzzProcessTest   rounds of pairs, one with a fuzzed and one with an honest connection
 *     FuzzSide        what both sides do meanwhile: FuzzCalls, FuzzItems, FuzzStreams, FuzzFrames
 *     FuzzMutator     writes FuzzValues at FuzzTargets, through a FuzzFile of its own
 *     FuzzReport      what must not happen; FuzzRates: what the honest ones must still get done
 * </pre>
 */
package io.ranvier.fuzz;
