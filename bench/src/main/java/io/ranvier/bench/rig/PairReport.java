package io.ranvier.bench.rig;

/**
 * What the two sides of a pair found.
 *
 * @param calling the side that called or sent
 * @param answering the side that echoed or received; of several processes the first
 */
public record PairReport(SideReport calling, SideReport answering) {}
