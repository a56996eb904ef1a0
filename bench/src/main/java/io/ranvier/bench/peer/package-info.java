/**
 * What others offer for the same, set up as their makers advise for two busy CPUs, as contenders.
 *
 * <p>A peer is one {@link io.ranvier.bench.peer.Wire}: it opens a {@link
 * io.ranvier.bench.peer.WireEnd} in each of the two JVMs, which carries messages both ways. {@link
 * io.ranvier.bench.peer.WireRoundTrip} and {@link io.ranvier.bench.peer.WireOneWay} make contenders
 * of that. A child JVM loads one peer only, so the calls through these types cost nothing once they
 * are compiled.
 *
 * <p>gRPC has calls and no messages, made and answered in a thread of its own: it is no wire but
 * two contenders, {@link io.ranvier.bench.peer.GrpcRoundTrip} and {@link
 * io.ranvier.bench.peer.GrpcPipelinedCalls}.
 *
 * <p>A UNIX socket is measured unless others are asked for, also in scenarios that the other peers
 * have no part in: it has contenders of its own, {@link io.ranvier.bench.peer.UdsRoundTrip} and
 * others.
 *
 * <p>The orchestrating process makes the contenders too, but opens nothing: peers' classes are
 * loaded in their own children only, where the JVM flags that they need are set.
 */
package io.ranvier.bench.peer;
