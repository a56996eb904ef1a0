/**
 * What a run found, as records, and the ways to write it down: one JSON object, a table for people,
 * HdrHistogram percentile files.
 *
 * <p>The component names of the records are the names in the JSON object, in the same order; a
 * component that is null is left out. Times are nanoseconds, rates are per second.
 */
package io.ranvier.bench.report;
