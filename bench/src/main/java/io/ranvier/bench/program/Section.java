package io.ranvier.bench.program;

import org.HdrHistogram.Histogram;

/**
 * What the calling side found in one section of its run.
 *
 * @param count messages, until the other side had taken the last one, and answered it where that is
 *     asked
 * @param elapsedNs how long that took
 * @param times as the loop recorded them
 */
public record Section(long count, long elapsedNs, Histogram times) {}
